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

export interface Layout {
  places: Map<string, Place>;
  down: boolean;
}

const small = 80;

/** Where each node stands, causes before effects: from left to right, or downwards where that can be drawn larger. */
export async function layout(graph: Graph, area: { width: number; height: number }): Promise<Layout> {
  if (area.width < 600) return { places: await placed(graph, 'DOWN'), down: true };
  const right = { places: await placed(graph, 'RIGHT'), down: false };
  if (graph.nodes.length > small || scale(right.places, area) >= 1) return right;
  const down = { places: await placed(graph, 'DOWN'), down: true };
  return scale(down.places, area) > scale(right.places, area) ? down : right;
}

/** How large it can be drawn in the area, 1 being its full size. */
function scale(places: Map<string, Place>, area: { width: number; height: number }): number {
  let width = box.width;
  let height = box.height;
  for (const { x, y } of places.values()) {
    width = Math.max(width, x + box.width);
    height = Math.max(height, y + box.height);
  }
  return Math.min(area.width / width, area.height / height, 1);
}

async function placed(graph: Graph, direction: 'RIGHT' | 'DOWN'): Promise<Map<string, Place>> {
  elk ??= new ELK({ workerFactory: () => new ElkWorker() });
  const answer = await elk.layout({
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
  return new Map((answer.children ?? []).map((child) => [child.id, { x: child.x ?? 0, y: child.y ?? 0 }]));
}
