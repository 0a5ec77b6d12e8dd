// SPDX-License-Identifier: Apache-2.0
// The graph of what was made from what: names of nodes, joining of answers, and which way a change runs.
import type { LineageEdge, LineageNode } from '../api/types';

export const nodeTypes = ['version', 'asset', 'dataset', 'job', 'prompt', 'service', 'workflow'] as const;
export const depths = ['1', '2', '3', '5', '10'] as const;

const ownTypes: Record<string, string> = {
  prompt: 'prompt',
  service: 'service',
  dataset: 'dataset',
  pipeline: 'workflow',
};

/** The node of a version in the registry. */
export function versionNode(kind: string, name: string, version: string): string {
  return `version:registry/${kind}:${`${name}@${version}`.replaceAll(':', '%3A')}`;
}

/** The node of all versions of an asset together. */
export function assetNode(kind: string, name: string): string {
  return `${ownTypes[kind] ?? 'asset'}:registry/${kind}:${name.replaceAll(':', '%3A')}`;
}

/** What the registry knows a node as; null when it does not come from there. */
export function registryAsset(node: LineageNode): { kind: string; name: string; version: string } | null {
  const kind = /^registry\/(.+)$/.exec(node.namespace)?.[1];
  if (!kind) return null;
  const at = node.name.lastIndexOf('@');
  if (node.type === 'version' && at > 0)
    return { kind, name: node.name.slice(0, at), version: node.name.slice(at + 1) };
  return { kind, name: node.name, version: 'latest' };
}

/** What a node is, in words: the kind of an asset rather than that it is one. */
export function nodeKind(node: LineageNode): string {
  const kind = /^registry\/(.+)$/.exec(node.namespace)?.[1];
  if (!kind) return node.type;
  return node.type === 'version' ? `${kind} version` : kind;
}

export interface Graph {
  nodes: LineageNode[];
  edges: LineageEdge[];
}

export function edgeKey(edge: LineageEdge): string {
  return `${edge.from} ${edge.type} ${edge.to}`;
}

/** Several answers as one graph; of a node told twice the first counts. Edges without both ends are left out. */
export function join(graphs: readonly Graph[]): Graph {
  const nodes = new Map<string, LineageNode>();
  const edges = new Map<string, LineageEdge>();
  for (const graph of graphs) {
    for (const node of graph.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
    for (const edge of graph.edges) if (!edges.has(edgeKey(edge))) edges.set(edgeKey(edge), edge);
  }
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()].filter((edge) => nodes.has(edge.from) && nodes.has(edge.to)),
  };
}

const alongTheEdge = new Set(['writes', 'transforms', 'configures', 'version_of', 'parent_of', 'owns']);

/** From what causes to what feels it: the way a change runs, drawn from left to right. */
export function flow(edge: LineageEdge): { source: string; target: string } {
  return alongTheEdge.has(edge.type) ? { source: edge.from, target: edge.to } : { source: edge.to, target: edge.from };
}

/** How far each node lies from the root: negative before it, positive after it, by the shortest way. */
export function steps(graph: Graph, root: string): Map<string, number> {
  const found = new Map([[root, 0]]);
  for (const sign of [-1, 1]) {
    let frontier = [root];
    for (let far = 1; frontier.length > 0; far++) {
      const next: string[] = [];
      for (const edge of graph.edges) {
        const { source, target } = flow(edge);
        const [near, beyond] = sign > 0 ? [source, target] : [target, source];
        if (frontier.includes(near) && !found.has(beyond)) {
          found.set(beyond, sign * far);
          next.push(beyond);
        }
      }
      frontier = next;
    }
  }
  return found;
}

/** The earliest moment anything of the graph was known. */
export function earliest(graph: Graph): number | null {
  const times = [...graph.nodes.map((node) => node.valid_from), ...graph.edges.map((edge) => edge.created_at)]
    .map((time) => (time ? Date.parse(time) : NaN))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : Math.min(...times);
}

export function opened(text: string | undefined): string[] {
  return (text ?? '').split(',').filter(Boolean);
}
