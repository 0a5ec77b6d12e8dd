// SPDX-License-Identifier: Apache-2.0
import { Drawer, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api, must } from '../api/client';
import { approval, approvals, refresh } from '../api/queries';
import type { Approval } from '../api/types';
import { useMay, useMe } from '../app/session';
import { Act } from '../design/act';
import { Ago, Code, Facts, Notice, State } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';
import { words } from '../logic/format';
import { isOwnRequest } from '../logic/permissions';

const route = getRouteApi('/frame/approvals');
const decided = ['approved', 'rejected', 'expired', 'cancelled'] as const;

export function ApprovalsPage() {
  const { state, id } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...approvals(state ?? 'pending'), refetchInterval: state ? false : 10_000 });
  const columns = useMemo(
    (): Column<Approval>[] => [
      {
        name: 'Request',
        cell: (it) => (
          <button
            type="button"
            className="link-button"
            data-row
            onClick={() => void navigate({ search: { state, id: it.id } })}
          >
            {it.title}
          </button>
        ),
      },
      { name: 'Kind', cell: (it) => words(it.kind) },
      { name: 'State', cell: (it) => <State value={it.state} /> },
      { name: 'Asked by', cell: (it) => it.requested_by.name },
      { name: 'Asked', cell: (it) => <Ago time={it.requested_at} /> },
      state
        ? { name: 'Decided', cell: (it) => <Ago time={it.decided_at} /> }
        : { name: 'Expires', cell: (it) => <Ago time={it.expires_at} /> },
    ],
    [navigate, state],
  );
  return (
    <ListShell
      title="Approvals"
      sub="What waits for a decision. Nobody decides on their own request."
      toolbar={
        <SegmentedControl
          size="xs"
          aria-label="State"
          data={[{ value: 'pending', label: 'Pending' }, ...decided.map((value) => ({ value, label: words(value) }))]}
          value={state ?? 'pending'}
          onChange={(value) =>
            void navigate({ search: { state: decided.find((one) => one === value) }, replace: true })
          }
        />
      }
    >
      <section className="panel">
        <Show query={query}>
          {(data) => {
            const items = flat(data);
            return items.length === 0 ? (
              <Empty title={state ? 'None in this state' : 'Nothing waits for a decision'}>
                When a publisher submits a service and its checks pass, the request stands here.
              </Empty>
            ) : (
              <Table label="Approvals" items={items} columns={columns} rowKey={(it) => it.id} />
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
      <Drawer
        opened={id !== undefined}
        onClose={() => void navigate({ search: { state } })}
        position="right"
        size={520}
        title="Request"
      >
        {id === undefined ? null : <Detail id={id} />}
      </Drawer>
    </ListShell>
  );
}

function Detail({ id }: { id: string }) {
  return <Show query={useQuery(approval(id))}>{(it) => <Decide it={it} />}</Show>;
}

function plain(value: unknown): string | null {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}

function Decide({ it }: { it: Approval }) {
  const me = useMe();
  const mayDecide = useMay('approvals:decide');
  const client = useQueryClient();
  const own = isOwnRequest(me, it.requested_by.id);
  const params = { path: { id: it.id } };
  const after = () => refresh(client, 'approvals', 'approval', 'catalogue', 'service', 'services');
  const simple = Object.entries(it.detail).filter(([, value]) => plain(value) !== null);
  const nested = Object.fromEntries(Object.entries(it.detail).filter(([, value]) => plain(value) === null));
  return (
    <div className="stack">
      <div>
        <h2 style={{ fontSize: 16 }}>{it.title}</h2>
        <State value={it.state} />
      </div>
      <Facts
        items={[
          ['Kind', words(it.kind)],
          [
            'Subject',
            <span key="subject" className="mono">
              {it.subject}
            </span>,
          ],
          ['Asked by', it.requested_by.name],
          ['Asked', <Ago key="asked" time={it.requested_at} />],
          it.state === 'pending'
            ? ['Expires', <Ago key="expires" time={it.expires_at} />]
            : ['Decided by', it.decided_by?.name ?? '–'],
          ...(it.decided_at
            ? [['Decided', <Ago key="decided" time={it.decided_at} />] as [string, React.ReactNode]]
            : []),
          ...(it.reason ? [['Reason', it.reason] as [string, React.ReactNode]] : []),
          ...simple.map(([name, value]): [string, React.ReactNode] => [
            words(name),
            <span key={name} className="wrap">
              {plain(value)}
            </span>,
          ]),
        ]}
      />
      {Object.keys(nested).length > 0 ? (
        <Code text={JSON.stringify(nested, null, 2)} label="More about the request" />
      ) : null}
      {it.state === 'pending' && own ? (
        <Notice tone="warn" title="You asked for this.">
          Nobody approves their own submission. Another approver sees it in their queue.
        </Notice>
      ) : null}
      {it.state === 'pending' && !mayDecide ? (
        <Notice tone="quiet" title="You may look, not decide.">
          Deciding needs the role approver.
        </Notice>
      ) : null}
      {it.state === 'pending' && mayDecide && !own ? (
        <div className="row">
          <Act
            label="Approve"
            title={`Approve “${it.title}”`}
            reason="required"
            button={{ variant: 'filled' }}
            run={(reason) =>
              must(api.POST('/api/governance/v1/approvals/{id}/approve', { params, body: { reason } })).then(after)
            }
          >
            It takes effect at once. The one who asked sees your reason.
          </Act>
          <Act
            label="Reject"
            title={`Reject “${it.title}”`}
            reason="required"
            danger
            run={(reason) =>
              must(api.POST('/api/governance/v1/approvals/{id}/reject', { params, body: { reason } })).then(after)
            }
          >
            It becomes a draft again, with your reason, and can be corrected and submitted anew.
          </Act>
        </div>
      ) : null}
    </div>
  );
}
