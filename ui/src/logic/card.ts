// SPDX-License-Identifier: Apache-2.0
// A model card and metrics, as they stand in annotations, in a form to read.
import { count, words } from './format';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function said(value: unknown): string {
  if (Array.isArray(value) && value.length === 1) return said(value[0]);
  if (Array.isArray(value))
    return value.every((one) => typeof one !== 'object')
      ? value.map((one) => `- ${said(one)}`).join('\n')
      : block(value);
  if (isObject(value)) return block(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function block(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

// As a card is read; the server keeps no order. What is not named here follows.
const order = [
  'model_details',
  'intended_use',
  'how_to_use',
  'bias_risks_limitations',
  'training_data',
  'training_procedure',
  'evaluation_data',
  'evaluation',
  'factors',
  'description',
  'direct',
  'datasets',
];
const titles: Record<string, string> = { bias_risks_limitations: 'Bias, risks and limitations' };

function ordered(of: Record<string, unknown>): [string, unknown][] {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(of).sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
}

/** The card as Markdown: a heading for each part, a line or list for each field; null without a card. */
export function card(value: unknown): string | null {
  if (!isObject(value)) return null;
  return ordered(value)
    .map(([part, content]) =>
      isObject(content)
        ? `## ${titles[part] ?? words(part)}\n\n${ordered(content)
            .map(([name, one]) => {
              const text = said(one);
              return text.includes('\n') ? `**${words(name)}**\n\n${text}` : `**${words(name)}:** ${text}`;
            })
            .join('\n\n')}`
        : `## ${words(part)}\n\n${said(content)}`,
    )
    .join('\n\n');
}

export interface Metric {
  name: string;
  value: string;
  measuredOn: string;
}

/** The measurements of a metrics annotation; none when it is not one. */
export function metrics(value: unknown): Metric[] {
  if (!isObject(value) || !Array.isArray(value['metrics'])) return [];
  return value['metrics'].filter(isObject).map((one) => ({
    name: [one['name'], one['slice']].filter(Boolean).join(', '),
    value: [number(one['value']), one['unit']].filter(Boolean).join(' '),
    measuredOn: [one['dataset'], one['split']].filter(Boolean).join(', '),
  }));
}

function number(value: unknown): string {
  return typeof value === 'number' && Number.isInteger(value) ? count(value) : String(value);
}
