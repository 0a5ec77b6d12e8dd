// SPDX-License-Identifier: Apache-2.0
import { Button, Select } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { blastRadius, lineage, lineageStep } from '../../api/graph';
import type { BlastRadius } from '../../api/types';
import { Notice, Panel } from '../../design/parts';
import { PageHead } from '../../design/shells';
import { Loading, Show } from '../../design/states';
import { count, plural } from '../../logic/format';
import { depths, earliest, join, nodeKind, opened, steps, type Graph } from '../../logic/lineage';
import { AsOf } from './as-of';
import { NodePanel } from './node-panel';
import { NodeTable } from './node-table';

const Drawing = lazy(() => import('./drawing'));
const route = getRouteApi('/frame/lineage');
const usual = '3';

/** The graph around a node, as it is or was, with what a change would break. */
export function Explorer({ node }: { node: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const query = useQuery(lineage(node, Number(search.depth ?? usual), search.as_of));
  const open = opened(search.open);
  const further = useQueries({ queries: open.map((id) => lineageStep(id, search.as_of)) });
  const chosen = search.at ?? node;
  const impact = useQuery({ ...blastRadius(chosen, search.as_of), enabled: search.breaks === '1' });
  const stamps = further.map((one) => one.dataUpdatedAt).join();
  const graph = useMemo<Graph | undefined>(
    () => query.data && join([query.data, ...further.flatMap((one) => (one.data ? [one.data] : []))]),
    // The answers themselves are new objects on every render; their stamps are not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [query.data, stamps],
  );
  const actions: GraphActions = {
    choose: (id) => set({ at: id === node ? undefined : id }),
    expand: (uid) => set({ open: [...new Set([...open, uid])].join(',') }),
    start: (id) => void navigate({ search: { node: id, as_of: search.as_of, breaks: search.breaks } }),
  };
  const radius = search.breaks === '1' ? impact.data : undefined;
  return (
    <>
      <PageHead
        title={query.data?.root.name ?? 'Lineage'}
        sub={query.data ? `Where this ${nodeKind(query.data.root)} comes from, and what comes from it.` : null}
        back={{ to: '/lineage', label: 'Lineage' }}
        actions={
          <Button
            variant={search.breaks ? 'filled' : 'default'}
            aria-pressed={search.breaks === '1'}
            onClick={() => set({ breaks: search.breaks ? undefined : '1' })}
          >
            What breaks
          </Button>
        }
      />
      <div className="toolbar">
        <AsOf from={graph ? earliest(graph) : null} value={search.as_of} onChange={(as_of) => set({ as_of })} />
        <Select
          label="Steps"
          w={90}
          allowDeselect={false}
          data={[...depths]}
          value={search.depth ?? usual}
          onChange={(value) => set({ depth: depths.find((one) => one === value && one !== usual) })}
        />
      </div>
      <Show query={{ ...query, data: graph }}>
        {(shown) => (
          <div className={query.isPlaceholderData ? 'soft stack' : 'stack'}>
            {query.data?.truncated ? (
              <Notice tone="warn" title="The graph is larger than what is shown.">
                Take fewer steps, or start from another node.
              </Notice>
            ) : null}
            <section className="panel drawing" aria-label="Graph">
              <Suspense fallback={<Loading rows={6} />}>
                <Drawing graph={shown} root={node} chosen={chosen} radius={radius} actions={actions} />
              </Suspense>
            </section>
            <div className="split">
              <NodeTable
                graph={shown}
                distances={steps(shown, query.data?.root.id ?? node)}
                radius={radius}
                actions={actions}
              />
              <aside className="stack sticky" aria-label="Details">
                <NodePanel
                  node={shown.nodes.find((one) => one.id === chosen)}
                  root={node}
                  open={open}
                  actions={actions}
                />
                {search.breaks === '1' ? <Radius query={impact} actions={actions} /> : null}
              </aside>
            </div>
          </div>
        )}
      </Show>
    </>
  );
}

export interface GraphActions {
  choose: (id: string) => void;
  expand: (uid: string) => void;
  start: (id: string) => void;
}

const tones: Record<string, string> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'quiet' };

interface RadiusProps {
  query: { data: BlastRadius | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  actions: GraphActions;
}

function Radius({ query, actions }: RadiusProps) {
  return (
    <Panel title="What breaks" flush>
      <Show query={query} loading={<Loading rows={3} />}>
        {(data) => (
          <>
            <div className="pad small">
              {data.summary.total_impacted === 0
                ? `Nothing feels a change of ${data.root.name}.`
                : `A change of ${data.root.name} reaches ${plural(data.summary.total_impacted, 'node')}; ${count(data.summary.breaking_changes)} of them would break.`}
            </div>
            <ul className="entries radius" aria-label="What breaks">
              {data.impacted.slice(0, 100).map((one) => (
                <li key={one.node.id} className="entry">
                  <div style={{ minWidth: 0 }}>
                    <button
                      type="button"
                      className="link-button wrap"
                      data-row
                      onClick={() => actions.choose(one.node.id)}
                    >
                      {one.node.name}
                    </button>
                    <div className="tiny dim">
                      {nodeKind(one.node)}, {plural(one.distance, 'step')} away
                    </div>
                  </div>
                  <span className="state" data-tone={tones[one.severity] ?? 'quiet'}>
                    {one.severity}
                    {one.breaking ? '' : ', goes on'}
                  </span>
                </li>
              ))}
            </ul>
            {data.truncated || data.impacted.length > 100 ? (
              <div className="pad tiny dim">Only the nearest are listed.</div>
            ) : null}
          </>
        )}
      </Show>
    </Panel>
  );
}
