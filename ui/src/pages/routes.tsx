// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { routes } from '../api/gateway';
import { myServices, services } from '../api/queries';
import type { RouteSummary, Service } from '../api/types';
import { useMay, useMe } from '../app/session';
import { Ago, Panel } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Loading, Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';
import { count } from '../logic/format';
import { STRATEGIES } from '../logic/route';

const columns: Column<RouteSummary>[] = [
  {
    name: 'Service',
    cell: (it) => (
      <Link to="/routes/$service" params={{ service: it.service }} data-row>
        {it.service}
      </Link>
    ),
  },
  { name: 'Chooses', cell: (it) => STRATEGIES[it.strategy].label },
  { name: 'Targets', numeric: true, cell: (it) => count(it.targets) },
  { name: 'Revision', numeric: true, cell: (it) => count(it.revision) },
  { name: 'Changed', cell: (it) => <Ago time={it.updated_at} /> },
];

export function RoutesPage() {
  const query = useInfiniteQuery(routes);
  return (
    <ListShell
      title="Routes"
      sub="Services whose calls spread over several upstreams: which ones, in which order, and what happens when one fails."
    >
      <section className="panel">
        <Show query={query}>
          {(data) => {
            const items = flat(data);
            return items.length === 0 ? (
              <Empty title="No route yet">
                Every call goes to the upstream that its service names. Give a service a route to spread its calls, try
                a new model on a share of them, or survive a provider’s outage.
              </Empty>
            ) : (
              <Table label="Routes" items={items} columns={columns} rowKey={(it) => it.service} />
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
      {useMay('marketplace:publish') ? <Unrouted /> : null}
    </ListShell>
  );
}

const own: Column<Service>[] = [
  {
    name: 'Service',
    cell: (it) => (
      <Link to="/routes/$service" params={{ service: it.slug }} data-row>
        {it.name}
      </Link>
    ),
  },
  { name: 'Called as', cell: (it) => <span className="mono">{it.slug}</span> },
  { name: 'Answered by', cell: (it) => it.upstream },
  { name: 'There as', cell: (it) => <span className="mono wrap">{it.upstream_model}</span> },
];

/** Services whose route one may write: an administrator that of each, everybody else that of their own. */
function Unrouted() {
  const query = useInfiniteQuery(useMe().roles.includes('admin') ? services : myServices());
  const known = useInfiniteQuery(routes);
  const routed = new Set(known.data ? flat(known.data).map((one) => one.service) : []);
  return (
    <Panel title="Services without a route" flush>
      <Show query={query} loading={<Loading rows={2} />}>
        {(data) => {
          const items = flat(data).filter((it) => it.state !== 'retired' && !routed.has(it.slug));
          return items.length === 0 ? (
            <Empty title="None">Each service you may change has a route, or there is none.</Empty>
          ) : (
            <>
              <Table label="Services without a route" items={items} columns={own} rowKey={(it) => it.id} />
              <LoadMore query={query} />
            </>
          );
        }}
      </Show>
    </Panel>
  );
}
