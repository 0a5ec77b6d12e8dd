// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { card, metrics } from './card';

describe('a model card', () => {
  it('has a heading for each part and a list for several values', () => {
    const text = card({
      model_details: { description: 'Answers questions.', languages: ['en', 'de'] },
    });
    expect(text).toBe('## Model details\n\n**Description:** Answers questions.\n\n**Languages**\n\n- en\n- de');
  });
  it('stands in the order in which it is read', () => {
    const text = card({
      contact: 'help-desk',
      bias_risks_limitations: { limitations: ['Knows nothing new.'] },
      model_details: { licence: 'MIT', description: 'Answers.' },
    });
    expect(text).toBe(
      '## Model details\n\n**Description:** Answers.\n\n**Licence:** MIT\n\n' +
        '## Bias, risks and limitations\n\n**Limitations:** Knows nothing new.\n\n## Contact\n\nhelp-desk',
    );
  });
  it('keeps what it does not know as data', () =>
    expect(card({ extra: { deep: { a: 1 } } })).toContain('```json\n{\n  "a": 1\n}'));
  it('is none when it is not an object', () => expect(card('no')).toBeNull());
});

describe('metrics', () => {
  it('have a value with its unit and what it was measured on', () =>
    expect(
      metrics({
        metrics: [
          { name: 'latency', value: 1200, unit: 'ms' },
          { name: 'accuracy', value: 0.93, dataset: 'tickets', split: 'test' },
        ],
      }),
    ).toEqual([
      { name: 'latency', value: '1,200 ms', measuredOn: '' },
      { name: 'accuracy', value: '0.93', measuredOn: 'tickets, test' },
    ]));
  it('are none in anything else', () => expect(metrics({ accuracy: 1 })).toEqual([]));
});
