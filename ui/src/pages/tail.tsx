// SPDX-License-Identifier: Apache-2.0
import { Button, SegmentedControl, Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { ask, catalogue, keys } from '../api/queries';
import { useMay } from '../app/session';
import { State } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, Table, type Column } from '../design/table';
import { clock, count, exact, millis, money, words } from '../logic/format';
import { advance, emptyTail, STATUSES, tailQuestion, type Filter, type Line } from '../logic/tail';

const route = getRouteApi('/frame/tail');

export function TailPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const [paused, setPaused] = useState(false);
  const may = useMay('marketplace:read');
  const offered = useInfiniteQuery({ ...catalogue({}), enabled: may });
  const slugs = (offered.data ? flat(offered.data) : []).map(({ service }) => service.slug);
  const set = (changes: Filter) => void navigate({ search: { ...filter, ...changes }, replace: true });
  return (
    <ListShell
      title="Live calls"
      sub="What goes through the gateway, a second or two after it ended. Calls of the same key, model and outcome that end together share a line."
      toolbar={
        <>
          <Select
            size="xs"
            w={200}
            aria-label="Service"
            placeholder="All services"
            clearable
            data={filter.service && !slugs.includes(filter.service) ? [filter.service, ...slugs] : slugs}
            value={filter.service ?? null}
            onChange={(value) => set({ service: value ?? undefined })}
          />
          <SegmentedControl
            size="xs"
            className="scroll-x"
            aria-label="Status"
            data={[{ value: 'all', label: 'All' }, ...STATUSES.map((value) => ({ value, label: words(value) }))]}
            value={filter.status ?? 'all'}
            onChange={(value) => set({ status: STATUSES.find((one) => one === value) })}
          />
          <Button size="xs" variant="default" onClick={() => setPaused(!paused)}>
            {paused ? 'Go on' : 'Pause'}
          </Button>
        </>
      }
    >
      {/* Another filter begins anew. */}
      <Lines key={JSON.stringify(filter)} filter={filter} paused={paused} />
    </ListShell>
  );
}

function Lines({ filter, paused }: { filter: Filter; paused: boolean }) {
  // Nothing is asked while the window is hidden; what came meanwhile shows when it is seen again.
  const query = useQuery({
    queryKey: ['tail', filter],
    queryFn: async () => ({ answer: await ask(tailQuestion(filter, Date.now())), at: Date.now() }),
    refetchInterval: paused ? false : 2_000,
    refetchOnWindowFocus: !paused,
    staleTime: 0,
    gcTime: 0,
  });
  const [tail, setTail] = useState(emptyTail);
  const { data } = query;
  useEffect(() => {
    if (data) setTail((before) => advance(before, data.answer, data.at));
  }, [data]);
  const columns = useColumns();
  return (
    <section className="panel" aria-label="Calls">
      <Show query={query}>
        {() =>
          tail.lines.length === 0 ? (
            <Empty title="No call in the last minutes">
              {filter.service || filter.status
                ? 'None of this kind. Calls appear here as they end.'
                : 'Calls appear here as they end. Send one from the playground.'}
            </Empty>
          ) : (
            <>
              <div className="pad tiny dim" role="status" style={{ paddingBottom: 0 }}>
                {query.error ? 'The server does not answer; what is shown is old.' : paused ? 'Paused.' : 'Live.'}{' '}
                {data?.answer.next_cursor ? 'There are more than can be shown: filter by service or status.' : ''}
              </div>
              <Table label="Calls" items={tail.lines} columns={columns} rowKey={(it) => it.id} />
            </>
          )
        }
      </Show>
    </section>
  );
}

function useColumns(): Column<Line>[] {
  const may = useMay('keys:read');
  const known = useInfiniteQuery({ ...keys(), enabled: may });
  return useMemo(() => {
    const names = new Map((known.data ? flat(known.data) : []).map((key) => [key.id, key.name]));
    return [
      {
        name: 'When',
        cell: (it) => (
          <time
            className="nowrap"
            dateTime={new Date(it.at).toISOString()}
            title={exact(new Date(it.at).toISOString())}
          >
            {clock(it.at)}
          </time>
        ),
      },
      { name: 'Service', cell: (it) => it.service },
      { name: 'Key', cell: (it) => names.get(it.key) ?? <span className="mono">{it.key.slice(-8)}</span> },
      { name: 'Status', cell: (it) => <State value={it.status} /> },
      { name: 'Error', cell: (it) => (it.error ? <span className="mono wrap">{it.error}</span> : null) },
      { name: 'Model', cell: (it) => <span className="wrap">{it.model}</span> },
      { name: 'Calls', numeric: true, cell: (it) => count(it.calls) },
      { name: 'Tokens in', numeric: true, cell: (it) => count(it.input) },
      { name: 'Tokens out', numeric: true, cell: (it) => count(it.output) },
      { name: 'Cost', numeric: true, cell: (it) => money(it.cost) },
      { name: 'First token', numeric: true, cell: (it) => millis(it.ttft) },
      { name: 'Duration', numeric: true, cell: (it) => millis(it.millis) },
    ];
  }, [known.data]);
}
