// SPDX-License-Identifier: Apache-2.0
// What is read about routes, their targets and limits.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, must } from './client';
import { ProblemError } from './problem';
import { list } from './queries';
import type { RouteQuestion } from './types';

export const routes = list(['routes'], (cursor) =>
  must(api.GET('/api/gateway/v1/routes', { params: { query: { cursor } } })),
);

/** The service's route; null where calls go to its own upstream. */
export const serviceRoute = (service: string) =>
  queryOptions({
    queryKey: ['routes', service],
    queryFn: async () => {
      try {
        return await must(api.GET('/api/gateway/v1/routes/{service}', { params: { path: { service } } }));
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
  });

/** Asked anew while one edits, and now and then because targets change. */
export const routePreview = (service: string, question: RouteQuestion) =>
  queryOptions({
    queryKey: ['route-preview', service, question],
    queryFn: ({ signal }) =>
      must(
        api.POST('/api/gateway/v1/routes/{service}/explain', { params: { path: { service } }, body: question, signal }),
      ),
    retry: false,
    gcTime: 10_000,
    refetchInterval: 5_000,
    placeholderData: (previous) => previous,
  });

/** What the targets do now; asked every two seconds while somebody looks. */
export const liveTargets = infiniteQueryOptions({
  ...list(['targets'], (cursor) =>
    must(api.GET('/api/gateway/v1/targets', { params: { query: { limit: 200, cursor } } })),
  ),
  refetchInterval: 2_000,
  staleTime: 0,
});
