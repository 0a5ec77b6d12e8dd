// SPDX-License-Identifier: Apache-2.0
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { problemOf } from '../../api/problem';
import { aliases, aliasHistory, refresh } from '../../api/queries';
import type { Asset, AssetAlias } from '../../api/types';
import { useMay } from '../../app/session';
import { Ago, Notice, Panel, Tag } from '../../design/parts';
import { Empty, Loading, Show } from '../../design/states';
import { Table, type Column } from '../../design/table';
import { none } from '../../logic/format';

/** Names that lead to a version, who moved them, and why. */
export function Aliases({ it }: { it: Asset }) {
  const query = useQuery(aliases(it.kind, it.name));
  const mayMove = useMay('registry:lifecycle') && (it.status === 'published' || it.status === 'deprecated');
  const [shown, setShown] = useState<string>();
  const columns: Column<AssetAlias>[] = [
    {
      name: 'Alias',
      cell: (one) => (
        <button type="button" className="link-button" data-row onClick={() => setShown(one.alias)}>
          @{one.alias}
        </button>
      ),
    },
    {
      name: 'Leads to',
      cell: (one) => (
        <span className="row" style={{ gap: 6 }}>
          <Link
            to="/registry/$kind/$name/$version/manifest"
            params={{ kind: it.kind, name: it.name, version: one.version }}
          >
            {one.version}
          </Link>
          {one.asset_id === it.id ? <Tag>this version</Tag> : null}
        </span>
      ),
    },
    { name: 'Moved', cell: (one) => <Ago time={one.updated_at} /> },
  ];
  return (
    <Show query={query}>
      {(data) => (
        <div className="stack">
          <Panel title="Aliases" actions={mayMove ? <Lead it={it} known={data.items} /> : null} flush>
            {data.items.length === 0 ? (
              <Empty title="No alias leads here">
                An alias such as @champion names a version that can be moved, so that those who use it need no change.
              </Empty>
            ) : (
              <Table label="Aliases" items={data.items} columns={columns} rowKey={(one) => one.alias} />
            )}
          </Panel>
          {data.items.some((one) => one.alias === shown) && shown ? <Moves it={it} alias={shown} /> : null}
        </div>
      )}
    </Show>
  );
}

function Moves({ it, alias }: { it: Asset; alias: string }) {
  return (
    <Panel title={`Where @${alias} led`} flush>
      <Show query={useQuery(aliasHistory(it.kind, it.name, alias))} loading={<Loading rows={2} />}>
        {(data) => (
          <Table
            label={`Moves of ${alias}`}
            items={data.items}
            rowKey={(one) => one.at}
            columns={[
              { name: 'When', cell: (one) => <Ago time={one.at} /> },
              { name: 'From', cell: (one) => one.from_version ?? none },
              { name: 'To', cell: (one) => one.to_version ?? none },
              { name: 'By', cell: (one) => <span className="wrap">{one.actor}</span> },
              { name: 'Reason', cell: (one) => one.reason },
            ]}
          />
        )}
      </Show>
    </Panel>
  );
}

/** Lets an alias, new or known, lead to this version. */
function Lead({ it, known }: { it: Asset; known: readonly AssetAlias[] }) {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [alias, setAlias] = useState('');
  const [reason, setReason] = useState('');
  const before = known.find((one) => one.alias === alias);
  const move = useMutation({
    mutationFn: () =>
      must(
        api.PUT('/api/registry/v1/assets/{kind}/{name}/aliases/{alias}', {
          params: { path: { kind: it.kind, name: it.name, alias } },
          body: { version: it.version, reason: reason.trim() || null },
          headers: before ? { 'if-match': `"${before.revision}"` } : {},
        }),
      ).then(() => refresh(client, 'asset')),
    onSuccess: () => close(),
  });
  const close = () => {
    setOpened(false);
    setAlias('');
    setReason('');
    move.reset();
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Lead an alias here
      </Button>
      <Modal opened={opened} onClose={close} title={`Lead an alias to ${it.version}`}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            move.mutate();
          }}
        >
          <TextInput
            label="Alias"
            placeholder="champion"
            required
            maxLength={64}
            value={alias}
            onChange={(event) => setAlias(event.currentTarget.value.trim().replace(/^@/, ''))}
            data-autofocus
          />
          {before && before.asset_id !== it.id ? (
            <Notice tone="warn" title={`@${alias} leads to ${before.version} today.`}>
              Whoever asks for it gets {it.version} from now on.
            </Notice>
          ) : null}
          <Textarea
            label="Reason"
            autosize
            minRows={2}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {move.error ? (
            <Notice tone="bad" title={problemOf(move.error).title}>
              {problemOf(move.error).detail}
            </Notice>
          ) : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button type="submit" loading={move.isPending} disabled={!alias}>
              {before ? 'Move it here' : 'Create it'}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
