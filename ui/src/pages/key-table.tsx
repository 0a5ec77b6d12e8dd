// SPDX-License-Identifier: Apache-2.0
import { NumberInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, must } from '../api/client';
import { refresh } from '../api/queries';
import type { IssuedKey, Key } from '../api/types';
import { useMay } from '../app/session';
import { Act } from '../design/act';
import { Ago, State } from '../design/parts';
import { Table, type Column } from '../design/table';
import { words } from '../logic/format';

interface Props {
  keys: readonly Key[];
  onIssued: (key: IssuedKey) => void | Promise<void>;
  /** Also shows what the keys may do. */
  withRoles?: boolean;
}

export function KeyTable({ keys, onIssued, withRoles = false }: Props) {
  const mayWrite = useMay('keys:write');
  const columns = useMemo(() => {
    const all: Column<Key>[] = [
      { name: 'Name', cell: (key) => <strong style={{ fontWeight: 500 }}>{key.name}</strong> },
      { name: 'Starts with', cell: (key) => <span className="mono">{key.prefix}…</span> },
      { name: 'State', cell: (key) => <State value={key.state} /> },
    ];
    if (withRoles)
      all.push({
        name: 'May',
        cell: (key) => (key.subscription_id ? 'Call its service' : key.roles.map(words).join(', ')),
      });
    all.push(
      { name: 'Last used', cell: (key) => <Ago time={key.last_used_at} fallback="never" /> },
      { name: 'Expires', cell: (key) => <Ago time={key.expires_at} fallback="never" /> },
    );
    if (mayWrite)
      all.push({ name: 'Actions', numeric: true, cell: (key) => <KeyActions it={key} onIssued={onIssued} /> });
    return all;
  }, [mayWrite, onIssued, withRoles]);
  return <Table label="Keys" items={keys} columns={columns} rowKey={(key) => key.id} />;
}

function KeyActions({ it, onIssued }: { it: Key; onIssued: Props['onIssued'] }) {
  const client = useQueryClient();
  const [hours, setHours] = useState(24);
  const params = { path: { id: it.id } };
  const after = () => refresh(client, 'keys', 'subscription');
  if (it.state !== 'active' && it.state !== 'rotating') return null;
  return (
    <div className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap', gap: 4 }}>
      {it.state === 'active' ? (
        <Act
          label="Rotate"
          title={`Replace “${it.name}”`}
          button={{ size: 'compact-xs', variant: 'subtle', color: 'gray' }}
          run={async () => {
            const body = { overlap_seconds: Math.round(hours * 3600) };
            await onIssued(await must(api.POST('/api/identity/v1/keys/{id}/rotate', { params, body })));
            await after();
          }}
        >
          <div className="stack">
            <div>
              You get a new key now. The old one keeps working until the overlap ends, so that nothing has to stop.
            </div>
            <NumberInput
              label="Overlap"
              suffix=" hours"
              description="0 ends the old key at once; at most 168"
              min={0}
              max={168}
              value={hours}
              onChange={(value) => setHours(Number(value) || 0)}
            />
          </div>
        </Act>
      ) : null}
      <Act
        label="Revoke"
        title={`Revoke “${it.name}”`}
        danger
        button={{ size: 'compact-xs', variant: 'subtle', color: 'gray' }}
        run={() => must(api.DELETE('/api/identity/v1/keys/{id}', { params })).then(after)}
      >
        Every application that uses the key <span className="mono">{it.prefix}…</span> is refused from now on. This
        cannot be undone.
      </Act>
    </div>
  );
}
