// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assetImpact, dependencies } from '../../api/queries';
import type { Asset, DependencyNode, Impacted } from '../../api/types';
import { LinkButton } from '../../design/link-button';
import { Notice, Panel, State } from '../../design/parts';
import { Empty, Show } from '../../design/states';
import { Table, type Column } from '../../design/table';
import type { Tone } from '../../design/theme';
import { plural, words } from '../../logic/format';
import { impactVerdict, through } from '../../logic/impact';
import { versionNode } from '../../logic/lineage';

function Version({ of }: { of: DependencyNode }) {
  return (
    <Link
      to="/registry/$kind/$name/$version/manifest"
      params={{ kind: of.kind, name: of.name, version: of.version }}
      search={{ tab: 'dependencies' }}
      data-row
    >
      {of.name} {of.version}
    </Link>
  );
}

/** What this version needs, what needs it, and what would break without it. */
export function Dependencies({ it }: { it: Asset }) {
  return (
    <div className="stack">
      <Impact it={it} />
      <Needs it={it} />
    </div>
  );
}

function Needs({ it }: { it: Asset }) {
  return (
    <Panel title="What it needs" flush>
      <Show query={useQuery(dependencies(it.id))}>
        {(data) => {
          const nodes = data.nodes.filter((node) => node.id !== data.root.id);
          if (nodes.length === 0 && data.unresolved.length === 0)
            return <Empty title="It needs nothing">Its manifest declares no dependencies.</Empty>;
          const columns: Column<DependencyNode>[] = [
            { name: 'Version', cell: (node) => <Version of={node} /> },
            { name: 'Kind', cell: (node) => words(node.kind) },
            { name: 'State', cell: (node) => <State value={node.status} /> },
            {
              name: 'Asked for as',
              cell: (node) => {
                const edge = data.edges.find((one) => one.to === node.id);
                if (!edge) return null;
                return (
                  <span>
                    <span className="mono">{edge.constraint || 'any'}</span> · {edge.type}
                    {edge.required ? '' : ', optional'}
                  </span>
                );
              },
            },
            { name: 'Steps', numeric: true, cell: (node) => node.depth },
          ];
          return (
            <>
              {data.unresolved.length > 0 ? (
                <div className="pad">
                  <Notice
                    tone="warn"
                    title={`${plural(data.unresolved.length, 'dependency', 'dependencies')} not found.`}
                  >
                    {data.unresolved.map((one) => (
                      <div key={`${one.from} ${one.kind} ${one.name}`} className="wrap">
                        {words(one.kind)} {one.name} <span className="mono">{one.constraint || 'any'}</span>
                      </div>
                    ))}
                  </Notice>
                </div>
              ) : null}
              {nodes.length > 0 ? (
                <Table label="What it needs" items={nodes} columns={columns} rowKey={(node) => node.id} />
              ) : null}
            </>
          );
        }}
      </Show>
    </Panel>
  );
}

const fates: Record<Impacted['impact_type'], { tone: Tone; says: string }> = {
  breaking: { tone: 'bad', says: 'Breaks' },
  unknown: { tone: 'warn', says: 'Takes another version' },
  non_breaking: { tone: 'quiet', says: 'Goes on' },
};

const impacted = (all: readonly Impacted[]): Column<Impacted>[] => [
  { name: 'Version', cell: (one) => <Version of={one.node} /> },
  { name: 'Kind', cell: (one) => words(one.node.kind) },
  {
    name: 'Without this version',
    cell: (one) => (
      <span className="state" data-tone={fates[one.impact_type].tone}>
        {fates[one.impact_type].says}
      </span>
    ),
  },
  { name: 'Through', cell: (one) => <span className="wrap">{through(one, all)}</span> },
  { name: 'Severity', cell: (one) => words(one.severity) },
  { name: 'Steps', numeric: true, cell: (one) => one.distance },
];

function Impact({ it }: { it: Asset }) {
  return (
    <Panel
      title="What needs it"
      actions={
        <LinkButton
          size="xs"
          variant="default"
          to="/lineage"
          search={{ node: versionNode(it.kind, it.name, it.version) }}
        >
          Trace the lineage
        </LinkButton>
      }
      flush
    >
      <Show query={useQuery(assetImpact(it.id))}>
        {(data) => {
          if (data.summary.total_impacted === 0)
            return <Empty title="Nothing needs it">It can be retired without breaking another asset.</Empty>;
          return (
            <>
              <div className="pad">
                <Notice {...impactVerdict(data.summary)}>
                  {data.summary.recommended_actions.map((action) => (
                    <div key={action}>{action}.</div>
                  ))}
                </Notice>
              </div>
              <Table
                label="What needs it"
                items={data.nodes}
                columns={impacted(data.nodes)}
                rowKey={(one) => one.node.id}
              />
              {data.truncated ? <div className="pad tiny dim">Only the nearest are listed.</div> : null}
            </>
          );
        }}
      </Show>
    </Panel>
  );
}
