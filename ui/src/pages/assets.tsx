// SPDX-License-Identifier: Apache-2.0
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { assets } from '../api/queries';
import type { Asset } from '../api/types';
import { Ago, Code, State } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';
import { words } from '../logic/format';

const route = getRouteApi('/frame/registry');
const kinds = ['model', 'prompt', 'service'] as const;
const statuses = ['draft', 'published', 'deprecated', 'retired'] as const;

const columns: Column<Asset>[] = [
  {
    name: 'Asset',
    cell: (it) => (
      <Link
        to="/registry/$kind/$name/$version/manifest"
        params={{ kind: it.kind, name: it.name, version: it.version }}
        data-row
      >
        {it.name}
      </Link>
    ),
  },
  { name: 'Version', cell: (it) => <span className="mono">{it.version}</span> },
  { name: 'Kind', cell: (it) => words(it.kind) },
  { name: 'State', cell: (it) => <State value={it.status} /> },
  { name: 'Provider', cell: (it) => it.provider },
  { name: 'Owner', cell: (it) => it.owner },
  { name: 'Created', cell: (it) => <Ago time={it.created_at} /> },
];

export function AssetsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(assets(search));
  const [text, setText] = useState(search.q ?? '');
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const setQ = useDebouncedCallback((q: string) => set({ q: q.trim() || undefined }), 150);
  return (
    <ListShell
      title="Assets"
      sub="Models, prompts and services of the registry. A published version never changes."
      toolbar={
        <>
          <TextInput
            className="grow"
            data-search
            type="search"
            aria-label="Search assets"
            placeholder="Search by name or description"
            leftSection={<IconSearch size={15} />}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setQ(event.currentTarget.value);
            }}
          />
          <SegmentedControl
            size="xs"
            aria-label="Kind"
            data={[{ value: 'all', label: 'All' }, ...kinds.map((value) => ({ value, label: words(value) }))]}
            value={search.kind ?? 'all'}
            onChange={(value) => set({ kind: kinds.find((one) => one === value) })}
          />
          <Select
            w={150}
            aria-label="State"
            placeholder="Any state"
            clearable
            data={statuses.map((value) => ({ value, label: words(value) }))}
            value={search.status ?? null}
            onChange={(value) => set({ status: statuses.find((one) => one === value) })}
          />
        </>
      }
    >
      <section className={query.isPlaceholderData ? 'panel soft' : 'panel'}>
        <Show query={query}>
          {(data) => {
            const items = flat(data);
            if (items.length > 0)
              return <Table label="Assets" items={items} columns={columns} rowKey={(it) => it.id} />;
            return search.q || search.kind || search.status ? (
              <Empty title="Nothing matches">Try fewer words, another kind or another state.</Empty>
            ) : (
              <Empty
                title="The registry is empty"
                action={
                  <div style={{ maxWidth: 420, margin: '0 auto', textAlign: 'left' }}>
                    <Code text="llmops apply -f model.yaml" label="Command" />
                  </div>
                }
              >
                Assets are described by manifests and applied with the command line.
              </Empty>
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
    </ListShell>
  );
}
