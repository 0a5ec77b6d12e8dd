// SPDX-License-Identifier: Apache-2.0
import { LinkButton } from '../design/link-button';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { myServices } from '../api/queries';
import type { Service } from '../api/types';
import { Ago, State } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';

const columns: Column<Service>[] = [
  {
    name: 'Service',
    cell: (it) => (
      <Link to="/my-services/$slug" params={{ slug: it.slug }} data-row>
        {it.name}
      </Link>
    ),
  },
  { name: 'State', cell: (it) => <State value={it.state} /> },
  { name: 'Called as', cell: (it) => <span className="mono">{it.slug}</span> },
  { name: 'Version', cell: (it) => it.version },
  { name: 'Model', cell: (it) => <span className="mono wrap">{it.model}</span> },
  { name: 'Upstream', cell: (it) => it.upstream },
  { name: 'Changed', cell: (it) => <Ago time={it.updated_at} /> },
];

export function MyServicesPage() {
  const query = useInfiniteQuery(myServices());
  const publish = <LinkButton to="/publish">Publish a service</LinkButton>;
  return (
    <ListShell title="My services" sub="What you offer, and how far each is." actions={publish}>
      <section className="panel">
        <Show query={query}>
          {(data) => {
            const items = flat(data);
            return items.length === 0 ? (
              <Empty title="You offer nothing yet" action={publish}>
                Publish a model as a service: it is checked, approved, then everybody in the organisation finds it.
              </Empty>
            ) : (
              <Table label="My services" items={items} columns={columns} rowKey={(it) => it.id} />
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
    </ListShell>
  );
}
