// SPDX-License-Identifier: Apache-2.0
import { LinkButton } from '../design/link-button';
import { Button, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { BoardShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { count, millis, money, share, words } from '../logic/format';
import {
  along,
  change,
  dimensions,
  grains,
  num,
  ranges,
  stacked,
  type Grain,
  type RangeName,
  type Row,
  type UsageState,
} from '../logic/usage';
import { Board } from './usage-board';
import { Range } from './usage-range';
import { usageData, type UsageData } from './usage-data';

const route = getRouteApi('/frame/usage');
const rangeNames = Object.keys(ranges) as RangeName[];

export function UsagePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state: UsageState = { ...search, range: search.range ?? '24h', by: search.by ?? 'service' };
  const set = (changes: Partial<UsageState>) => void navigate({ search: { ...search, ...changes }, replace: true });
  const live = !state.from;
  const query = useQuery({ ...usageData(state), refetchInterval: live ? 3000 : false });
  const filters = (['service', 'model', 'status'] as const).filter((field) => state[field]);
  return (
    <BoardShell
      title="Usage and cost"
      sub="Every call through the gateway: how many, how fast, what they cost and what went wrong."
      toolbar={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Time range"
            data={rangeNames}
            value={state.from ? '' : state.range}
            onChange={(value) => set({ range: value || undefined, from: undefined, to: undefined, grain: undefined })}
          />
          <Range state={state} onChange={set} />
          <Select
            size="xs"
            w={120}
            aria-label="Grain"
            clearable
            placeholder="Auto grain"
            data={Object.keys(grains)}
            value={state.grain ?? null}
            onChange={(value) => set({ grain: (value ?? undefined) as Grain | undefined })}
          />
          <Select
            size="xs"
            w={150}
            aria-label="Split by"
            allowDeselect={false}
            data={dimensions.map((value) => ({ value, label: `By ${value}` }))}
            value={state.by}
            onChange={(value) => set({ by: value ?? 'service' })}
          />
          {filters.map((field) => (
            <Button
              key={field}
              size="xs"
              variant="light"
              onClick={() => set({ [field]: undefined })}
              aria-label={`Remove the filter ${field}`}
            >
              {words(field)}: {state[field]} ×
            </Button>
          ))}
        </>
      }
    >
      <Show query={query}>{(data) => <Answers data={data} state={state} set={set} />}</Show>
    </BoardShell>
  );
}

function Stat({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div className="stat">
      <div className="stat-label">{label}</div>
      <div className="stat-value" data-stat={label}>
        {value}
      </div>
      <div className="stat-note">{note}</div>
    </div>
  );
}

function against(now: number, then: number): string {
  const value = change(now, then);
  if (value === null) return 'nothing in the period before';
  if (Math.abs(value) < 0.001) return 'as in the period before';
  return `${value >= 0 ? '+' : '−'}${share(Math.abs(value), 1)} on the period before`;
}

function Stats({ total, previous }: { total: Row | undefined; previous: Row | undefined }) {
  const calls = num(total, 'calls');
  const unpriced = num(total, 'unpriced_calls');
  return (
    <div className="stats">
      <Stat label="Calls" value={count(calls)} note={against(calls, num(previous, 'calls'))} />
      <Stat
        label="Cost"
        value={money(num(total, 'cost_micro_usd'))}
        note={
          unpriced > 0
            ? `${count(unpriced)} calls have no known price`
            : against(num(total, 'cost_micro_usd'), num(previous, 'cost_micro_usd'))
        }
      />
      <Stat
        label="Tokens"
        value={count(num(total, 'input_tokens') + num(total, 'output_tokens'))}
        note={`${count(num(total, 'input_tokens'))} in, ${count(num(total, 'output_tokens'))} out`}
      />
      <Stat
        label="Latency, p95"
        value={millis(calls ? num(total, 'latency_p95_ms') : null)}
        note={`p50 ${millis(calls ? num(total, 'latency_p50_ms') : null)}`}
      />
      <Stat
        label="Errors"
        value={share(num(total, 'errors'), calls)}
        note={`${count(num(total, 'errors'))} failed, ${count(num(total, 'aborted'))} aborted`}
      />
    </div>
  );
}

function Answers({
  data,
  state,
  set,
}: {
  data: UsageData;
  state: UsageState;
  set: (changes: Partial<UsageState>) => void;
}) {
  const { times, ghostTimes, grain, total, previous, parts, errors, top, errorTop } = data;
  const stepSeconds = grains[grain];
  const shared = { times, stepSeconds, range: state.range };
  const drill = state.by === 'service' || state.by === 'model' || state.by === 'status' ? state.by : null;
  const pick = (name: string) => {
    if (drill && top.includes(name)) set({ [drill]: name });
  };
  if (num(data.sum, 'calls') === 0 && num(data.sumBefore, 'calls') === 0)
    return (
      <>
        <Stats total={data.sum} previous={data.sumBefore} />
        <div className="panel">
          <Empty
            title="No calls in this time"
            action={
              <LinkButton to="/catalogue" variant="default">
                Open the catalogue
              </LinkButton>
            }
          >
            Calls appear here within five seconds. Choose a longer time, remove a filter, or try a service in its
            playground.
          </Empty>
        </div>
      </>
    );
  return (
    <>
      <Stats total={data.sum} previous={data.sumBefore} />
      <div className="boards">
        <Board
          {...shared}
          title="How many calls?"
          kind="bar"
          unit="calls"
          whole
          write={count}
          onPick={pick}
          series={[
            ...stacked(total, parts, state.by, top, 'calls', times),
            { name: 'period before', ghost: true, values: along(previous, 'calls', ghostTimes, 0) },
          ]}
        />
        <Board
          {...shared}
          title="What did it cost?"
          kind="bar"
          unit="USD"
          write={money}
          onPick={pick}
          exportScale={1e-6}
          series={[
            ...stacked(total, parts, state.by, top, 'cost_micro_usd', times),
            { name: 'period before', ghost: true, values: along(previous, 'cost_micro_usd', ghostTimes, 0) },
          ]}
        />
        <Board
          {...shared}
          title="How fast?"
          kind="line"
          unit="ms"
          write={millis}
          series={[
            { name: 'p50', values: along(total, 'latency_p50_ms', times, null) },
            { name: 'p95', values: along(total, 'latency_p95_ms', times, null) },
            { name: 'first token, p95', values: along(total, 'ttft_p95_ms', times, null) },
            { name: 'p95, period before', ghost: true, values: along(previous, 'latency_p95_ms', ghostTimes, null) },
          ]}
        />
        <Board
          {...shared}
          title="Which errors?"
          kind="bar"
          unit="calls"
          whole
          write={count}
          empty="No call failed in this time."
          series={errorTop.length === 0 ? [] : stacked(errors.all, errors.rows, 'error_code', errorTop, 'calls', times)}
        />
      </div>
    </>
  );
}
