// SPDX-License-Identifier: Apache-2.0
import { LinkButton } from '../design/link-button';
import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { quota, subscriptions } from '../api/queries';
import type { Subscription } from '../api/types';
import { Ago, Meter, State } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';

const route = getRouteApi('/frame/subscriptions');

const columns: Column<Subscription>[] = [
  {
    name: 'Service',
    cell: (it) => (
      <Link to="/subscriptions/$id" params={{ id: it.id }} data-row>
        {it.service.name}
      </Link>
    ),
  },
  { name: 'State', cell: (it) => <State value={it.state} /> },
  { name: 'Plan', cell: (it) => it.plan.name },
  { name: 'Used this month', cell: (it) => <Used id={it.id} ended={it.state === 'ended'} /> },
  { name: 'Subscriber', cell: (it) => it.subscriber.name },
  { name: 'Since', cell: (it) => <Ago time={it.created_at} /> },
];

function Used({ id, ended }: { id: string; ended: boolean }) {
  const { data } = useQuery({ ...quota(id), enabled: !ended });
  return (
    <div style={{ minWidth: 180, minHeight: 30 }}>
      {data ? <Meter label="Calls" used={data.requests.used} limit={data.requests.limit} unit="calls" /> : null}
    </div>
  );
}

export function SubscriptionsPage() {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(subscriptions({ state }));
  return (
    <ListShell
      title="Subscriptions"
      sub="What you may call, how much of it is used, and the keys for it."
      toolbar={
        <SegmentedControl
          size="xs"
          aria-label="State"
          data={[
            { value: 'all', label: 'All' },
            { value: 'active', label: 'Active' },
            { value: 'paused', label: 'Paused' },
            { value: 'ended', label: 'Ended' },
          ]}
          value={state ?? 'all'}
          onChange={(value) =>
            void navigate({
              search: { state: value === 'active' || value === 'paused' || value === 'ended' ? value : undefined },
              replace: true,
            })
          }
        />
      }
    >
      <section className="panel">
        <Show query={query}>
          {(data) => {
            const items = flat(data);
            return items.length === 0 ? (
              <Empty
                title={state ? 'None in this state' : 'No subscription yet'}
                action={<LinkButton to="/catalogue">Open the catalogue</LinkButton>}
              >
                Find a service and subscribe to it; the keys you call it with belong to the subscription.
              </Empty>
            ) : (
              <Table label="Subscriptions" items={items} columns={columns} rowKey={(it) => it.id} />
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
    </ListShell>
  );
}
