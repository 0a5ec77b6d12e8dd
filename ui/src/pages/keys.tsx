// SPDX-License-Identifier: Apache-2.0
import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { api, must } from '../api/client';
import { keys, refresh } from '../api/queries';
import type { IssuedKey, Role } from '../api/types';
import { useMay, useMe } from '../app/session';
import { ShownOnce } from '../design/secret';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore } from '../design/table';
import { words } from '../logic/format';
import { KeyTable } from './key-table';
import { NewKey } from './new-key';

const route = getRouteApi('/frame/keys');
const states = ['active', 'rotating', 'expired', 'revoked'] as const;

export function KeysPage() {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  const mayWrite = useMay('keys:write');
  const client = useQueryClient();
  const query = useInfiniteQuery(keys(state));
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const show = useCallback(
    async (key: IssuedKey) => {
      setIssued(key);
      await refresh(client, 'keys');
    },
    [client],
  );
  const create = (name: string, days: number | null, roles: Role[]) =>
    must(
      api.POST('/api/identity/v1/keys', { body: { name, roles, ...(days === null ? {} : { expires_in_days: days }) } }),
    );
  return (
    <ListShell
      title="API keys"
      sub="Keys for scripts and service accounts. Keys that call models are made on the page of their subscription."
      actions={mayWrite ? <NewKey roles={[...me.roles]} create={create} onIssued={show} /> : null}
      toolbar={
        <SegmentedControl
          size="xs"
          aria-label="State"
          data={[{ value: 'all', label: 'All' }, ...states.map((value) => ({ value, label: words(value) }))]}
          value={state ?? 'all'}
          onChange={(value) => void navigate({ search: { state: states.find((one) => one === value) }, replace: true })}
        />
      }
    >
      <section className="panel">
        <Show query={query}>
          {(data) => {
            const items = flat(data);
            return items.length === 0 ? (
              <Empty title={state ? 'None in this state' : 'No key yet'}>
                Create one for each script or system, with no more roles than it needs.
              </Empty>
            ) : (
              <KeyTable keys={items} withRoles onIssued={show} />
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
      <ShownOnce issued={issued} onClose={() => setIssued(null)} />
    </ListShell>
  );
}
