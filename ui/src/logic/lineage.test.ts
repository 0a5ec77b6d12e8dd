// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { LineageEdge, LineageNode } from '../api/types';
import { assetNode, earliest, flow, join, nodeKind, registryAsset, steps, versionNode } from './lineage';

const node = (id: string, more: Partial<LineageNode> = {}): LineageNode => ({
  id,
  uid: id,
  type: 'version',
  namespace: 'registry/model',
  name: id,
  version: null,
  attributes: {},
  valid_from: '2026-01-01T00:00:00Z',
  valid_to: null,
  distance: 0,
  ...more,
});
const edge = (from: string, to: string, type = 'depends_on'): LineageEdge =>
  ({
    from,
    to,
    type,
    attributes: {},
    source: 'registry',
    created_at: '2026-01-02T00:00:00Z',
  }) as unknown as LineageEdge;

describe('the names of nodes', () => {
  it('keep a colon out of the name', () =>
    expect(versionNode('model', 'a:b', '1.0.0')).toBe('version:registry/model:a%3Ab@1.0.0'));
  it('follow the kind', () => {
    expect(assetNode('pipeline', 'daily')).toBe('workflow:registry/pipeline:daily');
    expect(assetNode('model', 'chat')).toBe('asset:registry/model:chat');
  });
  it('lead back to the registry', () => {
    expect(registryAsset(node('x', { name: 'team/chat@1.2.0' }))).toEqual({
      kind: 'model',
      name: 'team/chat',
      version: '1.2.0',
    });
    expect(registryAsset(node('x', { namespace: 'warehouse' }))).toBeNull();
    expect(nodeKind(node('x'))).toBe('model version');
  });
});

describe('a graph', () => {
  const nodes = ['data', 'job', 'model', 'app'].map((id) => node(id));
  const [reads, writes, needs] = [edge('job', 'data', 'reads'), edge('job', 'model', 'writes'), edge('app', 'model')];
  const edges = [reads, writes, needs];
  it('is joined from answers without doubles or loose ends', () => {
    const joined = join([
      { nodes: nodes.slice(0, 3), edges: edges.slice(0, 2) },
      { nodes: nodes.slice(2), edges },
      { nodes: [], edges: [edge('app', 'nobody')] },
    ]);
    expect(joined.nodes).toHaveLength(4);
    expect(joined.edges).toHaveLength(3);
  });
  it('runs from cause to effect whichever way an edge is told', () => {
    expect(flow(reads)).toEqual({ source: 'data', target: 'job' });
    expect(flow(writes)).toEqual({ source: 'job', target: 'model' });
    expect(flow(needs)).toEqual({ source: 'model', target: 'app' });
  });
  it('tells how far each lies before and after', () =>
    expect(Object.fromEntries(steps({ nodes, edges }, 'model'))).toEqual({ model: 0, job: -1, data: -2, app: 1 }));
  it('ends in a circle', () =>
    expect(steps({ nodes, edges: [edge('a', 'b'), edge('b', 'a')] }, 'a').get('b')).toBe(-1));
  it('knows when it began', () => {
    expect(earliest({ nodes, edges })).toBe(Date.parse('2026-01-01T00:00:00Z'));
    expect(earliest({ nodes: [], edges: [] })).toBeNull();
  });
});
