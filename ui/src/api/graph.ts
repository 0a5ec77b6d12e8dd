// SPDX-License-Identifier: Apache-2.0
// Reads of the memory graph.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, must } from './client';
import { list } from './queries';

const asOf = (time: string | undefined) => (time ? { as_of: time } : {});

export const lineage = (node: string, depth: number, time: string | undefined) =>
  queryOptions({
    queryKey: ['lineage', node, depth, time],
    queryFn: ({ signal }) =>
      must(
        api.GET('/api/memorygraph/v1/lineage', {
          params: { query: { node_id: node, depth: String(depth), ...asOf(time) } },
          signal,
        }),
      ),
    placeholderData: (previous) => previous,
  });

/** One step further from a node, both ways. */
export const lineageStep = (node: string, time: string | undefined) =>
  queryOptions({ ...lineage(node, 1, time), placeholderData: undefined });

export const blastRadius = (node: string, time: string | undefined) =>
  queryOptions({
    queryKey: ['lineage', node, 'impact', time],
    queryFn: ({ signal }) =>
      must(
        api.GET('/api/memorygraph/v1/nodes/{id}/impact', {
          params: { path: { id: node }, query: { depth: '50', ...asOf(time) } },
          signal,
        }),
      ),
    placeholderData: (previous) => previous,
  });

export const graphNodes = (type: string, name: string) =>
  infiniteQueryOptions({
    ...list(['lineage', 'nodes', type, name], (cursor) =>
      must(
        api.GET('/api/memorygraph/v1/nodes', {
          params: { query: { type, ...(name ? { name } : {}), cursor } },
        }),
      ),
    ),
    placeholderData: (previous) => previous,
  });
