// SPDX-License-Identifier: Apache-2.0
import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../api/problem';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a server that could not be reached or was too busy is asked again.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ProblemError) || [0, 502, 503, 504].includes(error.status)),
    },
    mutations: { retry: false },
  },
});
