// SPDX-License-Identifier: Apache-2.0
import { SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { graphNodes } from '../../api/graph';
import type { LineageNode } from '../../api/types';
import { Ago, Code, Panel } from '../../design/parts';
import { ListShell } from '../../design/shells';
import { Empty, Show } from '../../design/states';
import { flat, LoadMore, Table, type Column } from '../../design/table';
import { words } from '../../logic/format';
import { nodeTypes } from '../../logic/lineage';

const route = getRouteApi('/frame/lineage');

const columns: Column<LineageNode>[] = [
  {
    name: 'Name',
    cell: (node) => (
      <Link to="/lineage" search={{ node: node.id }} data-row>
        {node.name}
      </Link>
    ),
  },
  { name: 'Namespace', cell: (node) => <span className="wrap">{node.namespace}</span> },
  { name: 'Since', cell: (node) => <Ago time={node.valid_from} /> },
];

/** Chooses where to start. */
export function Finder() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const type = search.type ?? 'version';
  const [text, setText] = useState(search.name ?? '');
  const query = useInfiniteQuery(graphNodes(type, search.name ?? ''));
  const setName = useDebouncedCallback(
    (name: string) => void navigate({ search: (now) => ({ ...now, name: name.trim() || undefined }), replace: true }),
    100,
  );
  return (
    <ListShell
      title="Lineage"
      sub="What was made from what, and what a change would break. Choose where to start."
      toolbar={
        <>
          <TextInput
            className="grow"
            data-search
            type="search"
            aria-label="Name begins with"
            placeholder="Name begins with"
            leftSection={<IconSearch size={15} />}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setName(event.currentTarget.value);
            }}
          />
          <div className="scroll-x">
            <SegmentedControl
              size="xs"
              aria-label="Type"
              data={nodeTypes.map((value) => ({ value, label: words(value) }))}
              value={type}
              onChange={(value) =>
                void navigate({
                  search: (now) => ({ ...now, type: nodeTypes.find((one) => one === value) }),
                  replace: true,
                })
              }
            />
          </div>
        </>
      }
    >
      <Panel flush>
        <Show query={query}>
          {(data) => {
            const all = flat(data);
            if (all.length > 0) return <Table label="Nodes" items={all} columns={columns} rowKey={(node) => node.id} />;
            return (
              <Empty
                title={search.name ? 'Nothing begins like this' : `No ${type} is known`}
                action={
                  <div style={{ maxWidth: 420, margin: '0 auto', textAlign: 'left' }}>
                    <Code text="POST /api/v1/lineage" label="Route" />
                  </div>
                }
              >
                The graph is fed by the registry, and by OpenLineage events from your pipelines.
              </Empty>
            );
          }}
        </Show>
      </Panel>
      <LoadMore query={query} />
    </ListShell>
  );
}
