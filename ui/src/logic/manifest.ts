// SPDX-License-Identifier: Apache-2.0
import type { Asset } from '../api/types';

const plain = /^[A-Za-z0-9_./@-][A-Za-z0-9_./@ -]*$/;
const special = /^(?:true|false|null|yes|no|on|off|~|[\d.+-].*)$/i;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return plain.test(value) && !special.test(value) && !value.endsWith(' ') && value !== '-'
    ? value
    : JSON.stringify(value);
}

function lines(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []\n';
    if (value.every((one) => typeof one !== 'object' || one === null)) return ` [${value.map(scalar).join(', ')}]\n`;
    return '\n' + value.map((one) => `${indent}-${lines(one, `${indent}  `).replace(/^\n\s*/, ' ')}`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return ' {}\n';
    return '\n' + entries.map(([key, one]) => `${indent}${scalar(key)}:${lines(one, `${indent}  `)}`).join('');
  }
  if (typeof value === 'string' && value.includes('\n') && !/[\r\t]|^\s|\n\s*$| \n/.test(value))
    return ` |-\n${value
      .split('\n')
      .map((line) => (line ? `${indent}${line}` : ''))
      .join('\n')}\n`;
  return ` ${scalar(value)}\n`;
}

/** The manifest an asset came from, as YAML that `apply` takes again. */
export function manifest(asset: Asset): string {
  const metadata = Object.fromEntries(
    Object.entries({
      name: asset.name,
      version: asset.version,
      description: asset.description,
      tags: asset.tags,
      labels: asset.labels,
      owner: asset.owner,
      licence: asset.licence,
    }).filter(([, value]) => value !== null && !(typeof value === 'object' && Object.keys(value).length === 0)),
  );
  const needs = asset.dependencies.length > 0 ? { dependencies: asset.dependencies } : {};
  return lines({ apiVersion: 'llmops/v1', kind: asset.kind, metadata, spec: asset.spec, ...needs }, '').slice(1);
}
