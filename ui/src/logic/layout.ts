// SPDX-License-Identifier: Apache-2.0
// Places a graph in layers, away from the thread that draws.
import ELK from 'elkjs/lib/elk-api';
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker';
import { edgeKey, flow, type Graph } from './lineage';

export const box = { width: 190, height: 52 };

let elk: InstanceType<typeof ELK> | undefined;

export interface Place {
  x: number;
  y: number;
}

/** Where each node stands, causes before effects. */
export async function layout(graph: Graph, direction: 'RIGHT' | 'DOWN'): Promise<Map<string, Place>> {
  elk ??= new ELK({ workerFactory: () => new ElkWorker() });
  const placed = await elk.layout({
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction,
      'elk.spacing.nodeNode': '24',
      'elk.layered.spacing.nodeNodeBetweenLayers': direction === 'RIGHT' ? '84' : '48',
      'elk.separateConnectedComponents': 'false',
    },
    children: graph.nodes.map((node) => ({ id: node.id, ...box })),
    edges: graph.edges.map((edge) => {
      const { source, target } = flow(edge);
      return { id: edgeKey(edge), sources: [source], targets: [target] };
    }),
  });
  return new Map((placed.children ?? []).map((child) => [child.id, { x: child.x ?? 0, y: child.y ?? 0 }]));
}
