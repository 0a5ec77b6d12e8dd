// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { QueryAnswer } from '../api/types';
import { advance, emptyTail, tailQuestion } from './tail';

const names = ['time', 'service', 'key', 'status', 'error_code', 'model', 'provider'];
const numbers = ['calls', 'input_tokens', 'output_tokens', 'cost_micro_usd', 'latency_avg_ms', 'ttft_p95_ms'];
const answer = (...rows: (string | number | null)[][]) =>
  ({ columns: [...names, ...numbers].map((name) => ({ name, type: '' })), rows, next_cursor: null }) as QueryAnswer;
const row = (time: string, status: string, ...counts: (number | null)[]) => [
  ...[`2026-01-01T10:0${time}:00Z`, 'chat', 'k', status, status === 'error' ? 'upstream_failed' : null, 'm', 'p'],
  ...counts,
];
const now = Date.parse('2026-01-01T10:05:30Z');

describe('the tail', () => {
  const first = advance(emptyTail, answer(row('4', 'success', 2, 10, 20, 300, 150, 40)), now);

  it('begins with what was there, by its minute', () => {
    expect(first.lines).toMatchObject([{ calls: 2, before: true, at: now - 90_000, millis: 150, ttft: 40, cost: 300 }]);
  });

  it('adds what came since, and nothing twice', () => {
    const next = advance(first, answer(row('4', 'success', 3, 15, 27, 450, 200, 60)), now + 2000);
    expect(next.lines).toHaveLength(2);
    // 3 × 200 − 2 × 150 ms; the percentile of all three says nothing about the third.
    expect(next.lines[0]).toMatchObject({ calls: 1, input: 5, output: 7, cost: 150, millis: 300, ttft: null });
    expect(next.lines[0]?.at).toBe(now + 2000);
    expect(advance(next, answer(row('4', 'success', 3, 15, 27, 450, 200, 60)), now + 4000).lines).toBe(next.lines);
  });

  it('tells outcomes apart, and knows nothing of a price where there is none', () => {
    const next = advance(first, answer(row('5', 'error', 1, 4, 0, null, 12, null)), now);
    expect(next.lines[0]).toMatchObject({ status: 'error', error: 'upstream_failed', cost: null, ttft: null });
  });

  it('keeps the latest 200', () => {
    let tail = emptyTail;
    for (let i = 1; i <= 250; i++) tail = advance(tail, answer(row('5', 'success', i, i, i, i, 1, 1)), now + i);
    expect(tail.lines).toHaveLength(200);
    expect(tail.lines[0]?.at).toBe(now + 250);
  });
});

describe('what is asked', () => {
  it('covers whole minutes up to the running one', () => {
    expect(tailQuestion({}, now).time_range).toEqual({
      from: '2026-01-01T10:00:00.000Z',
      to: '2026-01-01T10:06:00.000Z',
    });
  });

  it('filters by what was chosen', () => {
    expect(tailQuestion({ service: 'chat' }, now).filters).toEqual([
      { field: 'service', operator: 'eq', value: 'chat' },
    ]);
  });
});
