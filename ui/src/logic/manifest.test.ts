// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Asset } from '../api/types';
import { manifest } from './manifest';

const asset = (spec: Record<string, unknown>) =>
  ({
    kind: 'prompt',
    name: 'greet',
    version: '1.0.0',
    description: 'Says: "hello"',
    owner: null,
    licence: null,
    tags: ['a', '1'],
    labels: {},
    dependencies: [],
    spec,
  }) as unknown as Asset;

describe('a manifest', () => {
  const specs: Record<string, unknown>[] = [
    {
      template: 'Hi {{name}},\n\nhow are you?',
      variables: { name: { type: 'string', required: true, default: null } },
    },
    {
      messages: [
        { role: 'user', content: 'a: b # c' },
        { role: 'system', content: '' },
      ],
      list: [[1, 2], []],
      empty: {},
    },
    {
      version: '1.4.0',
      word: 'true',
      number: '42',
      dash: '-',
      trailing: 'x ',
      tabs: 'a\tb\n',
      key: { 'a b': 1, 'x: y': 2, '1': 3 },
    },
    { text: '  leading', colon: 'a:', bang: '!x', tilde: '~', more: 'line\n  indented\n' },
    { text: 'first\n  second', lead: '  first\nsecond', date: '2026-01-01', no: 'No', u: 'ünï' },
  ];
  it.each(specs)('read as YAML is the same again: %j', (spec) => {
    const read = parse(manifest(asset(spec))) as { spec: unknown; metadata: unknown };
    expect(read.spec).toEqual(spec);
    expect(read.metadata).toEqual({ name: 'greet', version: '1.0.0', description: 'Says: "hello"', tags: ['a', '1'] });
  });
});
