// SPDX-License-Identifier: Apache-2.0
import { Button } from '@mantine/core';
import type { LineageNode } from '../../api/types';
import { LinkButton } from '../../design/link-button';
import { Ago, Facts, Panel } from '../../design/parts';
import { words } from '../../logic/format';
import { nodeKind, registryAsset } from '../../logic/lineage';
import type { GraphActions } from './explorer';

interface Props {
  node: LineageNode | undefined;
  root: string;
  open: readonly string[];
  actions: GraphActions;
}

const told = new Set(['kind', 'name', 'asset_id', 'digest']);

/** What is known of the chosen node, and where to go from it. */
export function NodePanel({ node, root, open, actions }: Props) {
  if (!node)
    return (
      <Panel title="Not here">
        <p className="dim small">The chosen node is not part of this graph, or was not known by then.</p>
      </Panel>
    );
  const asset = registryAsset(node);
  const attributes = Object.entries(node.attributes)
    .filter(([name]) => !told.has(name))
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, 8);
  return (
    <Panel title={<span className="wrap">{node.name}</span>}>
      <div className="stack tight">
        <Facts
          items={[
            ['Kind', words(nodeKind(node))],
            ['Namespace', node.namespace || null],
            ['Since', <Ago key="since" time={node.valid_from} />],
            ...(node.valid_to
              ? [['Until', <Ago key="until" time={node.valid_to} />] as [string, React.ReactNode]]
              : []),
            ...attributes.map(([name, value]) => [words(name), String(value)] as [string, string]),
          ]}
        />
        <div className="row">
          {open.includes(node.uid) || node.id === root ? null : (
            <Button size="xs" variant="default" onClick={() => actions.expand(node.uid)}>
              Expand
            </Button>
          )}
          {node.id === root ? null : (
            <Button size="xs" variant="default" onClick={() => actions.start(node.id)}>
              Start here
            </Button>
          )}
          {asset ? (
            <LinkButton size="xs" variant="default" to="/registry/$kind/$name/$version/manifest" params={asset}>
              Open in the registry
            </LinkButton>
          ) : null}
        </div>
      </div>
    </Panel>
  );
}
