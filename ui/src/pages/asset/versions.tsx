// SPDX-License-Identifier: Apache-2.0
import { Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { assetVersions, comparison } from '../../api/queries';
import type { Asset, Comparison, ValueChange } from '../../api/types';
import { Ago, Notice, Panel, State } from '../../design/parts';
import { Empty, Show } from '../../design/states';
import { flat, LoadMore, Table, type Column } from '../../design/table';
import { plural } from '../../logic/format';

const columns: Column<Asset>[] = [
  {
    name: 'Version',
    cell: (it) => (
      <Link
        to="/registry/$kind/$name/$version/manifest"
        params={{ kind: it.kind, name: it.name, version: it.version }}
        search={{ tab: 'versions' }}
        data-row
      >
        {it.version}
      </Link>
    ),
  },
  { name: 'State', cell: (it) => <State value={it.status} /> },
  { name: 'Created', cell: (it) => <Ago time={it.created_at} /> },
  { name: 'By', cell: (it) => <span className="wrap">{it.created_by}</span> },
];

interface Props {
  it: Asset;
  other: string | undefined;
  choose: (version: string | undefined) => void;
}

/** All versions, and how this one differs from another. */
export function Versions({ it, other, choose }: Props) {
  const query = useInfiniteQuery(assetVersions(it.kind, it.name));
  return (
    <Show query={query}>
      {(data) => {
        const all = flat(data);
        const others = all.filter((one) => one.id !== it.id);
        const chosen = others.find((one) => one.version === other);
        return (
          <div className="stack">
            <Panel title="Versions" flush>
              <Table label="Versions" items={all} columns={columns} rowKey={(one) => one.id} />
            </Panel>
            <LoadMore query={query} />
            {others.length === 0 ? null : (
              <Panel
                title={`Compare ${it.version} with`}
                actions={
                  <Select
                    aria-label="The other version"
                    placeholder="Choose a version"
                    w={200}
                    searchable
                    clearable
                    data={others.map((one) => one.version)}
                    value={chosen?.version ?? null}
                    onChange={(value) => choose(value ?? undefined)}
                  />
                }
              >
                {chosen ? (
                  <Compared from={chosen} to={it} />
                ) : (
                  <p className="dim small">Shows every difference, and whether it breaks those who use it.</p>
                )}
              </Panel>
            )}
          </div>
        );
      }}
    </Show>
  );
}

const compatibilities: Record<string, { tone: 'good' | 'warn' | 'bad'; says: string }> = {
  full: { tone: 'good', says: 'Compatible both ways' },
  backward: { tone: 'good', says: 'Those who use the old one can go on' },
  forward: { tone: 'warn', says: 'Only those who use the new one could go back' },
  none: { tone: 'bad', says: 'Not compatible' },
};

function Compared({ from, to }: { from: Asset; to: Asset }) {
  return (
    <Show query={useQuery(comparison(from.id, to.id))}>
      {(data) =>
        data.identical ? (
          <Empty title="No difference">Both versions say the same.</Empty>
        ) : (
          <div className="stack">
            <Verdict of={data} />
            <Table label="Differences" items={data.changes} columns={changes(data)} rowKey={(one) => one.pointer} />
          </div>
        )
      }
    </Show>
  );
}

function Verdict({ of }: { of: Comparison }) {
  const breaks = of.breaking.length > 0;
  const known = compatibilities[of.compatibility] ?? { tone: 'warn' as const, says: of.compatibility };
  return (
    <Notice
      tone={breaks ? 'bad' : known.tone}
      title={breaks ? `${plural(of.breaking.length, 'change')} will break users.` : `${known.says}.`}
    >
      {of.breaking.map((one) => (
        <div key={one.pointer} className="wrap">
          <span className="mono">{one.pointer}</span> {one.expected}
        </div>
      ))}
      {of.suggested_increment === 'none' ? (
        <>After {of.from.version} no new version would be needed.</>
      ) : (
        <>
          After {of.from.version} it calls for a {of.suggested_increment} version: {of.suggested_version} or higher.
        </>
      )}
    </Notice>
  );
}

const changes = (of: Comparison): Column<ValueChange>[] => [
  { name: 'Where', cell: (one) => <Pointer of={one.pointer} /> },
  { name: of.from.version, cell: (one) => <Value value={one.before} sign="del" /> },
  { name: of.to.version, cell: (one) => <Value value={one.after} sign="ins" /> },
];

/** May be broken behind its slashes, and elsewhere only when a part is too long. */
function Pointer({ of }: { of: string }) {
  return (
    <span className="mono small wrap" style={{ display: 'inline-block', minWidth: 150 }}>
      {of.split('/').map((part, i) => (
        <Fragment key={i}>
          {i > 0 ? '/' : null}
          {i > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

function Value({ value, sign: Sign }: { value: unknown; sign: 'del' | 'ins' }) {
  if (value === null || value === undefined) return null;
  return <Sign className="mono change">{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</Sign>;
}
