// SPDX-License-Identifier: Apache-2.0
import type { BlastRadius, LineageNode } from '../../api/types';
import { Panel } from '../../design/parts';
import { Table, type Column } from '../../design/table';
import { plural, words } from '../../logic/format';
import { flow, nodeKind, type Graph } from '../../logic/lineage';
import type { GraphActions } from './explorer';

interface Props {
  graph: Graph;
  distances: Map<string, number>;
  radius: BlastRadius | undefined;
  actions: GraphActions;
}

const shown = 200;

/** The graph as a table: everything the drawing says, for the keyboard and for screen readers. */
export function NodeTable({ graph, distances, radius, actions }: Props) {
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const broken = new Map((radius?.impacted ?? []).map((one) => [one.node.id, one]));
  const from = (node: LineageNode) =>
    graph.edges
      .filter((edge) => flow(edge).target === node.id)
      .map((edge) => `${names.get(flow(edge).source) ?? ''} (${words(edge.type).toLowerCase()})`);
  const nodes = [...graph.nodes].sort(
    (a, b) => (distances.get(a.id) ?? 0) - (distances.get(b.id) ?? 0) || a.name.localeCompare(b.name),
  );
  const columns: Column<LineageNode>[] = [
    {
      name: 'Node',
      cell: (node) => (
        <button type="button" className="link-button" data-row onClick={() => actions.choose(node.id)}>
          {node.name}
        </button>
      ),
    },
    { name: 'Kind', cell: (node) => words(nodeKind(node)) },
    { name: 'Where', cell: (node) => <span className="nowrap">{where(distances.get(node.id))}</span> },
    { name: 'Comes from', cell: (node) => <span className="wrap">{from(node).join(', ')}</span> },
    ...(radius
      ? [
          {
            name: 'A change',
            cell: (node: LineageNode) => {
              const hit = broken.get(node.id);
              return hit ? (
                <span className="state" data-tone={hit.breaking ? 'bad' : 'quiet'}>
                  {hit.breaking ? 'breaks it' : 'reaches it'}
                </span>
              ) : null;
            },
          },
        ]
      : []),
  ];
  return (
    <Panel title={plural(graph.nodes.length, 'node')} flush>
      <Table label="Nodes" items={nodes.slice(0, shown)} columns={columns} rowKey={(node) => node.id} />
      {nodes.length > shown ? (
        <div className="pad tiny dim">The first {shown} are listed; the drawing has all.</div>
      ) : null}
    </Panel>
  );
}

function where(distance: number | undefined): string {
  if (distance === undefined) return 'aside';
  if (distance === 0) return 'here';
  return distance < 0 ? `${plural(-distance, 'step')} before` : `${plural(distance, 'step')} after`;
}
