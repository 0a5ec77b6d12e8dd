// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { api, must } from '../../api/client';
import { artifacts, refresh } from '../../api/queries';
import type { Artifact, Asset } from '../../api/types';
import { useMay } from '../../app/session';
import { Act } from '../../design/act';
import { Ago, Copy, Panel, State } from '../../design/parts';
import { Empty, Show } from '../../design/states';
import { flat, Table, type Column } from '../../design/table';
import { bytes } from '../../logic/format';
import { Upload } from './upload';

/** The files of a version. They are part of it: only a draft's can change. */
export function Artifacts({ it }: { it: Asset }) {
  const client = useQueryClient();
  const query = useInfiniteQuery(artifacts(it.id));
  const mayChange = useMay('registry:write') && it.status === 'draft';
  const columns: Column<Artifact>[] = [
    {
      name: 'File',
      cell: (one) => (
        <a
          href={`/api/registry/v1/assets/${it.id}/artifacts/${one.name.split('/').map(encodeURIComponent).join('/')}`}
          download
          data-row
        >
          {one.name}
        </a>
      ),
    },
    { name: 'Size', numeric: true, cell: (one) => bytes(one.content.size_bytes) },
    {
      name: 'Digest',
      cell: (one) => (
        <span className="row nowrap" style={{ gap: 2, flexWrap: 'nowrap' }}>
          <span className="mono small">{one.content.digest.slice(0, 17)}…</span>
          <Copy value={one.content.digest} label={`Copy the digest of ${one.name}`} />
        </span>
      ),
    },
    { name: 'State', cell: (one) => <State value={one.content.state} /> },
    { name: 'Added', cell: (one) => <Ago time={one.attached_at} /> },
    ...(mayChange
      ? [
          {
            name: 'Remove',
            cell: (one: Artifact) => (
              <Act
                label="Remove"
                title={`Remove ${one.name}`}
                danger
                button={{ size: 'xs' }}
                run={() =>
                  must(
                    api.DELETE('/api/registry/v1/assets/{id}/artifacts/{name}', {
                      params: { path: { id: it.id, name: one.name } },
                    }),
                  ).then(() => refresh(client, 'asset'))
                }
              >
                Only this draft loses the file; other versions that have it keep it.
              </Act>
            ),
          },
        ]
      : []),
  ];
  return (
    <div className="stack">
      {mayChange ? <Upload it={it} /> : null}
      <Panel title="Files" flush>
        <Show query={query}>
          {(data) => {
            const all = flat(data);
            return all.length === 0 ? (
              <Empty title="No files">
                {mayChange
                  ? 'Add weights, data or documents; they are kept by their digest and never twice.'
                  : 'Files are added while a version is a draft.'}
              </Empty>
            ) : (
              <Table label="Files" items={all} columns={columns} rowKey={(one) => one.name} />
            );
          }}
        </Show>
      </Panel>
    </div>
  );
}
