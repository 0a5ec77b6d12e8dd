// SPDX-License-Identifier: Apache-2.0
// Calls as they happen, read off the event store: it is asked again and again, and what has been added is a line. Most
// lines are one call; those that ended together with the same key, model and outcome stand in one.
import type { QueryAnswer, QueryFilter, QueryRequest } from '../api/types';
import { num, question, rowsOf, type Row } from './usage';

export const STATUSES = ['success', 'error', 'timeout', 'aborted'] as const;
const dimensions = ['service', 'key', 'status', 'error_code', 'model', 'provider'];
const measures = ['calls', 'input_tokens', 'output_tokens', 'cost_micro_usd', 'latency_avg_ms', 'ttft_p95_ms'];
const minute = 60_000;
const most = 200;

export interface Filter {
  service?: string | undefined;
  status?: (typeof STATUSES)[number] | undefined;
}

/** The last five minutes, whole, so that no call falls out of one that is still compared. */
export function tailQuestion(filter: Filter, now: number): QueryRequest {
  const to = Math.ceil((now + 1) / minute) * minute;
  const filters = (['service', 'status'] as const).flatMap((field): QueryFilter[] => {
    const value = filter[field];
    return value ? [{ field, operator: 'eq', value }] : [];
  });
  return question({ from: to - 6 * minute, to }, measures, { dimensions, filters, grain: '1m' });
}

export interface Line {
  id: string;
  /** When it was seen; the minute of what was there before one looked. */
  at: number;
  before: boolean;
  service: string;
  key: string;
  status: string;
  error: string | null;
  model: string;
  provider: string;
  calls: number;
  input: number;
  output: number;
  /** Null where no price is known. */
  cost: number | null;
  /** On average, when it is several calls. */
  millis: number;
  /** To the first token of streams; of several calls what 95 % stay below. */
  ttft: number | null;
}

export interface Tail {
  /** The groups of the last answer, by minute and dimensions. */
  groups: ReadonlyMap<string, Row> | null;
  lines: Line[];
}

export const emptyTail: Tail = { groups: null, lines: [] };

/** What an answer adds to the lines, newest first. */
export function advance(tail: Tail, answer: QueryAnswer, now: number): Tail {
  const groups = new Map(rowsOf(answer).map((row) => [identity(row), row]));
  const fresh: Line[] = [];
  for (const [id, row] of groups) {
    const known = tail.groups?.get(id);
    if (num(row, 'calls') > num(known, 'calls')) fresh.push(line(id, row, known, tail.groups === null, now));
  }
  fresh.sort((a, b) => b.at - a.at || a.id.localeCompare(b.id));
  return { groups, lines: fresh.length === 0 ? tail.lines : [...fresh, ...tail.lines].slice(0, most) };
}

function identity(row: Row): string {
  return JSON.stringify(['time', ...dimensions].map((name) => row[name] ?? null));
}

function line(id: string, row: Row, known: Row | undefined, before: boolean, now: number): Line {
  const more = (name: string) => num(row, name) - num(known, name);
  const calls = more('calls');
  const spent = (of: Row | undefined) => num(of, 'latency_avg_ms') * num(of, 'calls');
  const said = (name: string) => String(row[name] ?? '');
  return {
    id: `${id} ${num(row, 'calls')}`,
    at: before ? Date.parse(said('time')) : now,
    before,
    service: said('service'),
    key: said('key'),
    status: said('status'),
    error: row['error_code'] === null || row['error_code'] === undefined ? null : said('error_code'),
    model: said('model'),
    provider: said('provider'),
    calls,
    input: more('input_tokens'),
    output: more('output_tokens'),
    cost: row['cost_micro_usd'] == null ? null : more('cost_micro_usd'),
    millis: Math.max(0, Math.round((spent(row) - spent(known)) / calls)),
    // A percentile cannot be taken apart: it is told only where it is about these calls alone.
    ttft: known || row['ttft_p95_ms'] == null ? null : num(row, 'ttft_p95_ms'),
  };
}
