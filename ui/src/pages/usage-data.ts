// SPDX-License-Identifier: Apache-2.0
// The questions behind the usage page. A cheap one is asked every few seconds; the others only when its answer changed.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from '../api/queries';
import {
  before,
  buckets,
  filtersOf,
  grainOf,
  grains,
  leaders,
  question,
  rowsOf,
  windowOf,
  type Grain,
  type Row,
  type UsageState,
} from '../logic/usage';

const sums = ['calls', 'errors', 'aborted', 'input_tokens', 'output_tokens', 'cost_micro_usd', 'unpriced_calls'];
const timings = ['latency_p50_ms', 'latency_p95_ms', 'ttft_p95_ms'];

export interface UsageData {
  grain: Grain;
  times: number[];
  ghostTimes: number[];
  sum: Row | undefined;
  sumBefore: Row | undefined;
  total: Row[];
  previous: Row[];
  parts: Row[];
  top: string[];
  errors: { all: Row[]; rows: Row[] };
  errorTop: string[];
}

interface Seen {
  print: string;
  data: UsageData;
}

// The last full answer per address of the page; one entry is enough, only one usage page is open.
const seen = new Map<string, Seen>();

export const usageData = (state: UsageState) =>
  queryOptions({
    queryKey: ['usage', state],
    queryFn: () => load(state, Date.now()),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

async function load(state: UsageState, now: number): Promise<UsageData> {
  const window = windowOf(state, now);
  const grain = grainOf(state, window);
  const step = grains[grain] * 1000;
  const filters = filtersOf(state);
  const sum = rowsOf(await ask(question(window, [...sums, ...timings], { filters })))[0];

  const key = JSON.stringify(state);
  // Also asked anew when the next grain step begins.
  const print = JSON.stringify([sum, Math.floor(window.to / step)]);
  const known = seen.get(key);
  if (known?.print === print) return known.data;
  const data = await loadAll(state, window, grain, filters, sum);
  seen.clear();
  seen.set(key, { print, data });
  return data;
}

type Filters = ReturnType<typeof filtersOf>;

async function loadAll(
  state: UsageState,
  window: { from: number; to: number },
  grain: Grain,
  filters: Filters,
  sum: Row | undefined,
): Promise<UsageData> {
  const earlier = before(window);
  const measures = [...sums, ...timings];
  const failed = [...filters, { field: 'status', operator: 'in' as const, value: ['error', 'timeout'] }];
  const several = [
    question(earlier, measures, { filters }),
    question(window, measures, { filters, grain }),
    question(earlier, measures, { filters, grain }),
    question(window, ['calls'], { filters, dimensions: [state.by] }),
    question(window, ['calls'], { filters: failed, grain }),
    question(window, ['calls'], { filters: failed, grain, dimensions: ['error_code'] }),
  ];
  const [sumsBefore = [], total = [], previous = [], ranked = [], failures = [], byCode = []] = await Promise.all(
    several.map(async (request) => rowsOf(await ask(request))),
  );
  const top = leaders(ranked, state.by, 'calls');
  const among = { field: state.by, operator: 'in' as const, value: top };
  const parts =
    top.length === 0
      ? []
      : rowsOf(
          await ask(
            question(window, ['calls', 'cost_micro_usd'], {
              filters: [...filters, among],
              grain,
              dimensions: [state.by],
            }),
          ),
        );
  return {
    grain,
    times: buckets(window, grain),
    ghostTimes: buckets(earlier, grain),
    sum,
    sumBefore: sumsBefore[0],
    total,
    previous,
    parts,
    top,
    errors: { all: failures, rows: byCode },
    errorTop: leaders(summed(byCode), 'error_code', 'calls'),
  };
}

/** Calls per error code over all steps. */
function summed(rows: Row[]): Row[] {
  const calls = new Map<string, number>();
  for (const row of rows)
    calls.set(
      String(row['error_code'] ?? 'unknown'),
      (calls.get(String(row['error_code'] ?? 'unknown')) ?? 0) + Number(row['calls']),
    );
  return [...calls].map(([error_code, number]) => ({ error_code, calls: number }));
}
