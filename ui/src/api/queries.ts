// SPDX-License-Identifier: Apache-2.0
// Every read of the interface, by name. Keys start with the noun, so that a write can refresh what it touched.
import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { assetQuestion, isRebuilding, meaningKnown, type AssetSearchState } from '../logic/asset-search';
import { api, must, setCsrfToken } from './client';
import { ProblemError } from './problem';
import type { Asset, QueryRequest } from './types';

interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** A list that is read by cursor. */
export function list<T>(key: readonly unknown[], load: (cursor: string | undefined) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export const me = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const answer = await must(api.GET('/api/identity/v1/me'));
    setCsrfToken(answer.csrf_token);
    return answer;
  },
  staleTime: Infinity,
});

export interface CatalogueFilter {
  q?: string | undefined;
  category?: string | undefined;
  tag?: string | undefined;
  sort?: string | undefined;
}

export const catalogue = (filter: CatalogueFilter) =>
  infiniteQueryOptions({
    queryKey: ['catalogue', filter],
    queryFn: ({ pageParam }) =>
      must(
        api.GET('/api/marketplace/v1/search', {
          params: {
            query: {
              ...filter,
              tag: filter.tag === undefined ? undefined : [filter.tag],
              limit: 30,
              cursor: pageParam,
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (previous) => previous,
  });

export const service = (id: string) =>
  queryOptions({
    queryKey: ['service', id],
    queryFn: () => must(api.GET('/api/marketplace/v1/services/{service}', { params: { path: { service: id } } })),
  });

export const serviceStatus = (id: string) =>
  queryOptions({
    queryKey: ['service', id, 'status'],
    queryFn: () =>
      must(api.GET('/api/marketplace/v1/services/{service}/status', { params: { path: { service: id } } })),
  });

export const myServices = (state?: string) =>
  list(['services', 'mine', state], (cursor) =>
    must(api.GET('/api/marketplace/v1/services', { params: { query: { mine: 'true', state, cursor } } })),
  );

/** Those one may see: one's own, and what is offered. */
export const services = list(['services', 'all'], (cursor) =>
  must(api.GET('/api/marketplace/v1/services', { params: { query: { cursor } } })),
);

export const subscriptions = (filter: { state?: string | undefined; service_id?: string | undefined }) =>
  list(['subscriptions', filter], (cursor) =>
    must(api.GET('/api/marketplace/v1/subscriptions', { params: { query: { ...filter, cursor } } })),
  );

export const subscription = (id: string) =>
  queryOptions({
    queryKey: ['subscription', id],
    queryFn: () => must(api.GET('/api/marketplace/v1/subscriptions/{id}', { params: { path: { id } } })),
  });

export const quota = (id: string) =>
  queryOptions({
    queryKey: ['subscription', id, 'quota'],
    queryFn: () => must(api.GET('/api/marketplace/v1/subscriptions/{id}/quota', { params: { path: { id } } })),
  });

export const subscriptionKeys = (id: string) =>
  list(['subscription', id, 'keys'], () =>
    must(api.GET('/api/marketplace/v1/subscriptions/{id}/keys', { params: { path: { id } } })),
  );

export const keys = (state?: string) =>
  list(['keys', state], (cursor) => must(api.GET('/api/identity/v1/keys', { params: { query: { state, cursor } } })));

export const users = list(['users'], (cursor) =>
  must(api.GET('/api/identity/v1/users', { params: { query: { cursor } } })),
);

export interface AssetFilter {
  q?: string | undefined;
  kind?: Asset['kind'] | undefined;
  status?: Asset['status'] | undefined;
  tag?: string | undefined;
  sort?: string | undefined;
}

export const assets = (filter: AssetFilter) =>
  infiniteQueryOptions({
    ...list(['assets', filter], (cursor) =>
      must(api.GET('/api/registry/v1/assets', { params: { query: { ...filter, cursor } } })),
    ),
    placeholderData: (previous) => previous,
  });

/** Asked anew with every letter: an answer that is no longer wanted is given up. */
export const assetSearch = (state: AssetSearchState) =>
  infiniteQueryOptions({
    queryKey: ['assets', 'search', state],
    queryFn: ({ pageParam, signal }) =>
      must(
        api.POST('/api/search/v1/assets', {
          body: { ...assetQuestion(state), limit: 30, ...(pageParam ? { cursor: pageParam } : {}) },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (previous) => previous,
    // An index that is being built is worth asking again, and so is meaning that is not known of all yet.
    refetchInterval: ({ state: { data, error } }) => {
      const index = data?.pages[0]?.index;
      if (isRebuilding(index?.state) || (error instanceof ProblemError && error.code === 'index_rebuilding'))
        return 2_000;
      return state.mode === 'semantic' && state.q && index && meaningKnown(index) !== null ? 5_000 : false;
    },
  });

export const assetSuggestions = (q: string) =>
  queryOptions({
    queryKey: ['assets', 'suggest', q],
    queryFn: ({ signal }) => must(api.GET('/api/search/v1/suggest', { params: { query: { q } }, signal })),
    enabled: q.length > 1 && q.length <= 200,
    retry: false,
    placeholderData: (previous) => previous,
  });

export const assetVersion = (kind: string, name: string, version: string) =>
  queryOptions({
    queryKey: ['asset', kind, name, version],
    queryFn: () =>
      must(
        api.GET('/api/registry/v1/assets/{kind}/{name}/versions/{version}', {
          params: { path: { kind, name, version } },
        }),
      ),
  });

export const assetVersions = (kind: string, name: string) =>
  list(['asset', kind, name, 'versions'], (cursor) =>
    must(
      api.GET('/api/registry/v1/assets/{kind}/{name}/versions', {
        params: { path: { kind, name }, query: { cursor } },
      }),
    ),
  );

const ofAsset = (id: string) => ({ params: { path: { id } } });

export const comparison = (from: string, to: string) =>
  queryOptions({
    queryKey: ['asset', from, 'compare', to],
    queryFn: () =>
      must(api.GET('/api/registry/v1/assets/{id}/compare/{other}', { params: { path: { id: from, other: to } } })),
  });

export const annotations = (id: string) =>
  queryOptions({
    queryKey: ['asset', id, 'annotations'],
    queryFn: () => must(api.GET('/api/registry/v1/assets/{id}/annotations', ofAsset(id))),
  });

export const aliases = (kind: string, name: string) =>
  queryOptions({
    queryKey: ['asset', kind, name, 'aliases'],
    queryFn: () => must(api.GET('/api/registry/v1/assets/{kind}/{name}/aliases', { params: { path: { kind, name } } })),
  });

export const aliasHistory = (kind: string, name: string, alias: string) =>
  queryOptions({
    queryKey: ['asset', kind, name, 'aliases', alias],
    queryFn: () =>
      must(
        api.GET('/api/registry/v1/assets/{kind}/{name}/aliases/{alias}/history', {
          params: { path: { kind, name, alias } },
        }),
      ),
  });

export const assetHistory = (id: string) =>
  list(['asset', id, 'history'], (cursor) =>
    must(api.GET('/api/registry/v1/assets/{id}/history', { params: { path: { id }, query: { cursor } } })),
  );

export const dependencies = (id: string) =>
  queryOptions({
    queryKey: ['asset', id, 'dependencies'],
    queryFn: () =>
      must(
        api.GET('/api/registry/v1/assets/{id}/dependencies', {
          params: { path: { id }, query: { transitive: 'true' } },
        }),
      ),
  });

export const assetImpact = (id: string) =>
  queryOptions({
    queryKey: ['asset', id, 'impact'],
    queryFn: () =>
      must(api.GET('/api/registry/v1/assets/{id}/impact', { params: { path: { id }, query: { limit: '200' } } })),
  });

export const signatures = (id: string) =>
  list(['asset', id, 'signatures'], () => must(api.GET('/api/provenance/v1/assets/{id}/signatures', ofAsset(id))));

export const attestations = (id: string) =>
  list(['asset', id, 'attestations'], () => must(api.GET('/api/provenance/v1/assets/{id}/attestations', ofAsset(id))));

export const signingStanding = (id: string) =>
  queryOptions({
    queryKey: ['asset', id, 'requirements'],
    queryFn: () => must(api.GET('/api/provenance/v1/assets/{id}/requirements', ofAsset(id))),
  });

export const signingKeys = queryOptions({
  queryKey: ['trust-roots', 'signing'],
  queryFn: () => must(api.GET('/api/provenance/v1/trust-roots', { params: { query: { signing: 'true' } } })),
});

export const artifacts = (id: string) =>
  list(['asset', id, 'artifacts'], () => must(api.GET('/api/registry/v1/assets/{id}/artifacts', ofAsset(id))));

export const upstreams = list(['upstreams'], (cursor) =>
  must(api.GET('/api/forge/v1/upstreams', { params: { query: { cursor } } })),
);

export const approvals = (state?: string) =>
  list(['approvals', state], (cursor) =>
    must(api.GET('/api/governance/v1/approvals', { params: { query: { state, cursor } } })),
  );

export const approval = (id: string) =>
  queryOptions({
    queryKey: ['approval', id],
    queryFn: () => must(api.GET('/api/governance/v1/approvals/{id}', { params: { path: { id } } })),
  });

export const ask = (request: QueryRequest) => must(api.POST('/api/analytics/v1/query', { body: request }));

/** Marks everything whose key starts with one of the nouns as old. */
export function refresh(client: QueryClient, ...nouns: string[]): Promise<unknown> {
  return Promise.all(nouns.map((noun) => client.invalidateQueries({ queryKey: [noun] })));
}
