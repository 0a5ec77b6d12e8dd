// SPDX-License-Identifier: Apache-2.0
// Questions to the event store and their answers as series.
import type { QueryAnswer, QueryFilter, QueryRequest } from '../api/types';

export const ranges = { '30m': 30 * 60, '24h': 86_400, '7d': 7 * 86_400, '30d': 30 * 86_400 } as const;
export type RangeName = keyof typeof ranges;
export const grains = { '1m': 60, '5m': 300, '15m': 900, '1h': 3600, '6h': 21_600, '1d': 86_400 } as const;
export type Grain = keyof typeof grains;
export const dimensions = ['service', 'model', 'status', 'provider', 'subscription', 'key'] as const;
export type Dimension = (typeof dimensions)[number];

/** What the usage page's address holds. */
export interface UsageState {
  range: RangeName;
  from?: string | undefined;
  to?: string | undefined;
  grain?: Grain | undefined;
  by: Dimension;
  service?: string | undefined;
  model?: string | undefined;
  status?: string | undefined;
}

export interface Window {
  from: number;
  to: number;
}

/** The time asked about, in milliseconds; a range without both ends counts back from now. */
export function windowOf(state: UsageState, now: number): Window {
  if (state.from && state.to) return { from: Date.parse(state.from), to: Date.parse(state.to) };
  return { from: now - ranges[state.range] * 1000, to: now };
}

/** The same length of time, just before. */
export function before({ from, to }: Window): Window {
  return { from: from - (to - from), to: from };
}

/** The finest grain that gives at most 60 points, unless one was chosen and gives at most 1,000. */
export function grainOf(state: UsageState, window: Window): Grain {
  const seconds = (window.to - window.from) / 1000;
  if (state.grain && seconds / grains[state.grain] <= 1000) return state.grain;
  for (const [name, size] of Object.entries(grains)) if (seconds / size <= 60) return name as Grain;
  return '1d';
}

export function filtersOf(state: UsageState): QueryFilter[] {
  return (['service', 'model', 'status'] as const).flatMap((field) => {
    const value = state[field];
    return value ? [{ field, operator: 'eq' as const, value }] : [];
  });
}

export function question(window: Window, measures: string[], more: Partial<QueryRequest> = {}): QueryRequest {
  const iso = (time: number) => new Date(time).toISOString();
  return { time_range: { from: iso(window.from), to: iso(window.to) }, measures, limit: 1000, ...more };
}

export type Row = Record<string, string | number | null>;

/** Rows by column name. */
export function rowsOf(answer: QueryAnswer): Row[] {
  return answer.rows.map((row) =>
    Object.fromEntries(answer.columns.map((column, i) => [column.name, (row[i] ?? null) as string | number | null])),
  );
}

export function num(row: Row | undefined, name: string): number {
  const value = row?.[name];
  return typeof value === 'number' ? value : typeof value === 'string' ? Number(value) || 0 : 0;
}

export interface Series {
  name: string;
  values: (number | null)[];
  /** Drawn thin and grey: the period before. */
  ghost?: boolean;
}

/** Starts of all grain steps that touch the window, aligned to UTC as the event store aligns them. */
export function buckets(window: Window, grain: Grain): number[] {
  const step = grains[grain] * 1000;
  const out: number[] = [];
  for (let time = Math.floor(window.from / step) * step; time < window.to; time += step) out.push(time);
  return out;
}

/** One value per bucket; a bucket without a row is zero for sums and a gap for percentiles. */
export function along(rows: Row[], measure: string, times: number[], empty: number | null): (number | null)[] {
  const byTime = new Map(rows.map((row) => [Date.parse(String(row['time'])), row]));
  return times.map((time) => {
    const row = byTime.get(time);
    return row ? (row[measure] === null ? empty : num(row, measure)) : empty;
  });
}

/** The named values of a dimension as series, the remainder of the total as "others". */
export function stacked(
  total: Row[],
  parts: Row[],
  by: string,
  top: string[],
  measure: string,
  times: number[],
): Series[] {
  const series: Series[] = top.map((name) => ({
    name,
    values: along(
      parts.filter((row) => row[by] === name),
      measure,
      times,
      0,
    ),
  }));
  const rest = along(total, measure, times, 0).map((all, i) =>
    Math.max(0, (all ?? 0) - series.reduce((sum, one) => sum + (one.values[i] ?? 0), 0)),
  );
  return rest.some((value) => value > 0) ? [...series, { name: 'others', values: rest }] : series;
}

/** The names with the greatest values, at most six, greatest first. */
export function leaders(rows: Row[], by: string, measure: string, most = 6): string[] {
  return [...rows]
    .filter((row) => row[by] !== null)
    .sort((a, b) => num(b, measure) - num(a, measure))
    .slice(0, most)
    .map((row) => String(row[by]));
}

/** The change against the period before, as a signed share; null when there is nothing to compare with. */
export function change(now: number, then: number): number | null {
  return then === 0 ? null : (now - then) / then;
}
