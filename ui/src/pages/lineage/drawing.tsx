// SPDX-License-Identifier: Apache-2.0
import { useElementSize } from '@mantine/hooks';
import {
  Background,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import './drawing.css';
import { useEffect, useMemo, useState } from 'react';
import type { BlastRadius, LineageNode } from '../../api/types';
import { words } from '../../logic/format';
import { box, layout, type Layout, type Place } from '../../logic/layout';
import { edgeKey, flow, nodeKind, type Graph } from '../../logic/lineage';
import type { GraphActions } from './explorer';

interface Props {
  graph: Graph;
  root: string;
  chosen: string;
  radius: BlastRadius | undefined;
  actions: GraphActions;
}

interface BoxData extends Record<string, unknown> {
  node: LineageNode;
  root: boolean;
  chosen: boolean;
  touched: 'breaks' | 'reached' | 'no' | undefined;
  down: boolean;
}

type BoxNode = Node<BoxData, 'box'>;
const labelled = 40;

/** The graph as a drawing. A click chooses a node, a double click goes one step further from it. */
export default function Drawing({ graph, root, chosen, radius, actions }: Props) {
  const { ref, width, height } = useElementSize();
  const [laid, setLaid] = useState<Layout>();
  const { places, down } = laid ?? { places: undefined, down: false };
  const [failed, setFailed] = useState(false);
  const [view, setView] = useState<ReactFlowInstance<BoxNode>>();
  useEffect(() => {
    if (width === 0) return;
    let wanted = true;
    layout(graph, { width, height }).then(
      (found) => wanted && setLaid(found),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [graph, width, height]);
  useEffect(() => {
    if (!places || !view) return;
    const frame = requestAnimationFrame(() => void view.fitView({ padding: 0.05, maxZoom: 1, minZoom: 0.45 }));
    return () => cancelAnimationFrame(frame);
  }, [places, view]);

  const nodes = useMemo<BoxNode[]>(
    () => boxes(graph, places, { root, chosen, radius, down }),
    [graph, places, root, chosen, radius, down],
  );
  const edges = useMemo<Edge[]>(() => arrows(graph, radius), [graph, radius]);
  if (failed) return <div className="blank">The graph could not be drawn. The table below tells the same.</div>;
  return (
    <div className="drawing-area" ref={ref} aria-busy={places === undefined}>
      {places ? (
        <ReactFlow<BoxNode>
          nodes={nodes}
          edges={edges}
          nodeTypes={kinds}
          onInit={setView}
          onNodeClick={(_, node) => actions.choose(node.id)}
          onNodeDoubleClick={(_, node) => actions.expand(node.data.node.uid)}
          nodesDraggable={false}
          nodesConnectable={false}
          // The table below is the way of the keyboard; two ways through the same would only be longer.
          nodesFocusable={false}
          edgesFocusable={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          minZoom={0.05}
          maxZoom={1.5}
          onlyRenderVisibleElements={graph.nodes.length > 300}
        >
          <Background gap={20} size={1} />
          <Controls showInteractive={false} />
        </ReactFlow>
      ) : null}
    </div>
  );
}

function boxes(
  graph: Graph,
  places: Map<string, Place> | undefined,
  { root, chosen, radius, down }: Pick<Props, 'root' | 'chosen' | 'radius'> & { down: boolean },
): BoxNode[] {
  const hits = new Map((radius?.impacted ?? []).map((one) => [one.node.id, one.breaking]));
  return graph.nodes.flatMap((node) => {
    const place = places?.get(node.id);
    if (!place) return [];
    const hit = hits.get(node.id);
    const touched = radius
      ? hit === undefined
        ? node.id === radius.root.id
          ? undefined
          : ('no' as const)
        : hit
          ? ('breaks' as const)
          : ('reached' as const)
      : undefined;
    const data = { node, root: node.id === root || node.uid === root, chosen: node.id === chosen, touched, down };
    return [{ id: node.id, type: 'box' as const, position: place, ...box, data }];
  });
}

function arrows(graph: Graph, radius: BlastRadius | undefined): Edge[] {
  const hits = new Set(radius ? [radius.root.id, ...radius.impacted.map((one) => one.node.id)] : []);
  return graph.edges.map((edge) => {
    const { source, target } = flow(edge);
    return {
      id: edgeKey(edge),
      source,
      target,
      label: graph.edges.length <= labelled ? words(edge.type).toLowerCase() : undefined,
      className: radius ? (hits.has(source) && hits.has(target) ? 'hot' : 'cold') : '',
      markerEnd: { type: MarkerType.ArrowClosed },
    };
  });
}

const kinds = { box: Box };

function Box({ data }: NodeProps<BoxNode>) {
  const { node, root, chosen, touched, down } = data;
  return (
    <div
      className="box"
      data-root={root || undefined}
      data-chosen={chosen || undefined}
      data-touched={touched}
      data-ended={node.valid_to ? true : undefined}
      title={node.id}
    >
      <Handle type="target" position={down ? Position.Top : Position.Left} isConnectable={false} />
      <span className="box-kind">
        {words(nodeKind(node))}
        {node.valid_to ? ', ended' : ''}
        {touched === 'breaks' ? ' · breaks' : ''}
      </span>
      <span className="box-name">{node.name}</span>
      <Handle type="source" position={down ? Position.Bottom : Position.Right} isConnectable={false} />
    </div>
  );
}
