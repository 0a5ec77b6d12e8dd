// SPDX-License-Identifier: Apache-2.0
import { Button, Select, Switch } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { liveTargets } from '../api/gateway';
import type { LiveTarget } from '../api/types';
import { LinkButton } from '../design/link-button';
import { Ago, State } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';
import { count, millis, none, share } from '../logic/format';
import { circuitOf, standing } from '../logic/targets';

const route = getRouteApi('/frame/targets');

const columns: Column<LiveTarget>[] = [
  {
    name: 'Target',
    cell: (it) => <strong style={{ fontWeight: 500 }}>{it.target}</strong>,
  },
  {
    name: 'Service',
    cell: (it) => (
      <Link to="/routes/$service" params={{ service: it.service }} data-row>
        {it.service}
      </Link>
    ),
  },
  { name: 'Circuit', cell: (it) => <Circuit it={it} /> },
  { name: 'Under way', numeric: true, cell: (it) => count(it.under_way) },
  { name: 'First byte', numeric: true, cell: (it) => millis(it.first_byte_ms) },
  { name: 'Whole answer', numeric: true, cell: (it) => millis(it.whole_ms) },
  {
    name: 'Throughput',
    numeric: true,
    cell: (it) => (it.tokens_per_second === null ? none : `${count(it.tokens_per_second)} tokens/s`),
  },
  { name: 'Calls', numeric: true, cell: (it) => count(it.calls) },
  { name: 'Failures', numeric: true, cell: (it) => <Failed it={it} /> },
  { name: 'Last used', cell: (it) => <Ago time={it.last_used_at} fallback="never" /> },
];

function Circuit({ it }: { it: LiveTarget }) {
  const { label, tone, says } = circuitOf(it, Date.now());
  return (
    <span>
      <State value={tone} label={label} />
      {says ? <div className="tiny dim">{says}</div> : null}
    </span>
  );
}

function Failed({ it }: { it: LiveTarget }) {
  if (it.failures === 0) return <span className="dim">0</span>;
  return (
    <span>
      {count(it.failures)} <span className="dim">({share(it.failures, it.calls)})</span>
      {it.last_failure ? (
        <div className="tiny dim wrap">
          {it.last_failure}, <Ago time={it.last_failure_at} />
        </div>
      ) : null}
    </span>
  );
}

export function TargetsPage() {
  const { service } = route.useSearch();
  const navigate = route.useNavigate();
  const [live, setLive] = useState(true);
  // Nothing is asked while the window is hidden.
  const query = useInfiniteQuery({ ...liveTargets, refetchInterval: live ? 2_000 : false });
  const all = query.data ? flat(query.data) : [];
  const services = [...new Set(all.map((it) => it.service))];
  return (
    <ListShell
      title="Targets"
      sub="What each target of each route does right now, as this process sees it."
      actions={
        <LinkButton to="/routes" variant="default">
          Routes
        </LinkButton>
      }
      toolbar={
        <>
          <Select
            size="xs"
            w={220}
            aria-label="Service"
            placeholder="All services"
            clearable
            data={service && !services.includes(service) ? [service, ...services] : services}
            value={service ?? null}
            onChange={(value) => void navigate({ search: { service: value ?? undefined }, replace: true })}
          />
          <Switch size="sm" label="Live" checked={live} onChange={(event) => setLive(event.currentTarget.checked)} />
          <span className="small dim" role="status">
            {query.error && query.data ? 'The server does not answer; what is shown is old.' : standing(all)}
          </span>
        </>
      }
    >
      <section className="panel">
        <Show query={query}>
          {(data) => {
            const items = flat(data).filter((it) => !service || it.service === service);
            return items.length === 0 ? (
              <Empty
                title={service ? 'No target of this service' : 'No target yet'}
                action={
                  service ? (
                    <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                      Show all
                    </Button>
                  ) : (
                    <LinkButton to="/routes" variant="default">
                      Give a service a route
                    </LinkButton>
                  )
                }
              >
                Targets are what a route’s calls choose among. Services without a route have none.
              </Empty>
            ) : (
              <Table label="Targets" items={items} columns={columns} rowKey={(it) => `${it.service} ${it.target}`} />
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
    </ListShell>
  );
}
