// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  along,
  before,
  buckets,
  change,
  filtersOf,
  grainOf,
  leaders,
  question,
  rowsOf,
  stacked,
  windowOf,
} from './usage';

const now = Date.parse('2026-01-10T12:34:56Z');
const day = windowOf({ range: '24h', by: 'service' }, now);

describe('the question', () => {
  it('counts a range back from now', () => expect(day.to - day.from).toBe(86_400_000));
  it('takes both ends when given', () => {
    const window = windowOf(
      { range: '24h', by: 'service', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
      now,
    );
    expect(new Date(window.from).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });
  it('asks for the same length before', () =>
    expect(before(day)).toEqual({ from: day.from - 86_400_000, to: day.from }));
  it('chooses a grain of at most 60 points', () => {
    expect(grainOf({ range: '30m', by: 'service' }, windowOf({ range: '30m', by: 'service' }, now))).toBe('1m');
    expect(grainOf({ range: '24h', by: 'service' }, day)).toBe('1h');
    expect(grainOf({ range: '30d', by: 'service' }, windowOf({ range: '30d', by: 'service' }, now))).toBe('1d');
  });
  it('refuses a grain that would be more than a thousand points', () => {
    const month = windowOf({ range: '30d', by: 'service' }, now);
    expect(grainOf({ range: '30d', by: 'service', grain: '1m' }, month)).toBe('1d');
    expect(grainOf({ range: '30d', by: 'service', grain: '1h' }, month)).toBe('1h');
  });
  it('turns the address into filters', () =>
    expect(filtersOf({ range: '24h', by: 'service', model: 'a' })).toEqual([
      { field: 'model', operator: 'eq', value: 'a' },
    ]));
  it('names its measures and time', () =>
    expect(question(day, ['calls'], { grain: '1h' })).toMatchObject({
      time_range: { from: '2026-01-09T12:34:56.000Z', to: '2026-01-10T12:34:56.000Z' },
      measures: ['calls'],
      grain: '1h',
    }));
});

describe('the answer', () => {
  const times = buckets({ from: Date.parse('2026-01-01T00:20:00Z'), to: Date.parse('2026-01-01T03:00:00Z') }, '1h');
  const at = (hour: number) => new Date(times[hour] ?? 0).toISOString();
  const total = [
    { time: at(0), calls: 10 },
    { time: at(2), calls: 5 },
  ];

  it('starts at the step that holds the first moment', () => expect(times).toHaveLength(3));
  it('reads rows by column', () =>
    expect(rowsOf({ columns: [{ name: 'a', type: 'string' }], rows: [['x']], next_cursor: null })).toEqual([
      { a: 'x' },
    ]));
  it('fills missing steps', () => {
    expect(along(total, 'calls', times, 0)).toEqual([10, 0, 5]);
    expect(along(total, 'calls', times, null)).toEqual([10, null, 5]);
  });
  it('gathers the rest as others', () => {
    const parts = [{ time: at(0), service: 'chat', calls: 7 }];
    expect(stacked(total, parts, 'service', ['chat'], 'calls', times)).toEqual([
      { name: 'chat', values: [7, 0, 0] },
      { name: 'others', values: [3, 0, 5] },
    ]);
  });
  it('shows no others when there are none', () =>
    expect(
      stacked(
        total,
        total.map((row) => ({ ...row, service: 'chat' })),
        'service',
        ['chat'],
        'calls',
        times,
      ),
    ).toHaveLength(1));
  it('keeps six leaders', () => {
    const rows = Array.from({ length: 9 }, (_, i) => ({ service: `s${i}`, calls: i }));
    expect(leaders(rows, 'service', 'calls')).toEqual(['s8', 's7', 's6', 's5', 's4', 's3']);
  });
  it('does not compare with nothing', () => {
    expect(change(5, 0)).toBeNull();
    expect(change(5, 10)).toBe(-0.5);
  });
});
