// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, must, setCsrfToken } from '../api/client';
import { me } from '../api/queries';
import type { Me, Permission } from '../api/types';
import { may } from '../logic/permissions';

/** Who is logged in; the frame has loaded it before any page shows. */
export function useMe(): Me {
  return useSuspenseQuery(me).data;
}

export function useMay(permission: Permission): boolean {
  return may(useMe(), permission);
}

export function useLogout() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => must(api.POST('/api/identity/v1/logout')),
    onSettled: async () => {
      setCsrfToken(null);
      await navigate({ to: '/login' });
      client.clear();
    },
  });
}
