// SPDX-License-Identifier: Apache-2.0
import { Button, Modal, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../api/client';
import { problemOf } from '../api/problem';
import { refresh, upstreams } from '../api/queries';
import type { Upstream } from '../api/types';
import { useMay } from '../app/session';
import { Act } from '../design/act';
import { Ago, Notice, Panel } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';
import { millis } from '../logic/format';
import { UPSTREAM_KINDS } from '../logic/upstream-kinds';
import { NewUpstream } from './new-upstream';

const read: Column<Upstream>[] = [
  { name: 'Name', cell: (it) => <strong style={{ fontWeight: 500 }}>{it.name}</strong> },
  { name: 'Kind', cell: (it) => UPSTREAM_KINDS[it.kind].label },
  {
    name: 'Address',
    cell: (it) =>
      it.base_url ? <span className="mono wrap">{it.base_url}</span> : <span className="dim">built in</span>,
  },
  { name: 'Credential', cell: (it) => (it.has_credential ? 'Stored' : <span className="dim">none</span>) },
  { name: 'Time limit', numeric: true, cell: (it) => millis(it.timeout_ms) },
  { name: 'Changed', cell: (it) => <Ago time={it.updated_at} /> },
];
const write: Column<Upstream>[] = [...read, { name: 'Actions', numeric: true, cell: (it) => <Actions it={it} /> }];

export function UpstreamsPage() {
  const query = useInfiniteQuery(upstreams);
  const mayWrite = useMay('upstreams:write');
  const [adding, setAdding] = useState(false);
  const add = mayWrite && !adding ? <Button onClick={() => setAdding(true)}>Add an upstream</Button> : null;
  return (
    <ListShell
      title="Upstreams"
      sub="Where the gateway sends calls. Credentials are stored encrypted and never shown."
      actions={add}
    >
      {adding ? (
        <Panel title="New upstream">
          <NewUpstream onCreated={() => setAdding(false)} onCancel={() => setAdding(false)} />
        </Panel>
      ) : null}
      <section className="panel">
        <Show query={query}>
          {(data) => {
            const items = flat(data);
            return items.length === 0 ? (
              <Empty title="No upstream yet" action={add}>
                Add a provider or an endpoint of your own, or the built-in simulator to try everything without a
                provider.
              </Empty>
            ) : (
              <Table label="Upstreams" items={items} columns={mayWrite ? write : read} rowKey={(it) => it.id} />
            );
          }}
        </Show>
      </section>
      <LoadMore query={query} />
    </ListShell>
  );
}

function Actions({ it }: { it: Upstream }) {
  const client = useQueryClient();
  const params = { path: { id: it.id } };
  return (
    <div className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap', gap: 4 }}>
      <Probe it={it} />
      <Act
        label="Remove"
        title={`Remove “${it.name}”`}
        danger
        typed={it.name}
        button={{ size: 'compact-xs', variant: 'subtle', color: 'gray' }}
        run={() =>
          must(api.DELETE('/api/forge/v1/upstreams/{id}', { params })).then(() => refresh(client, 'upstreams'))
        }
      >
        Its stored credential goes with it. Services that call it can no longer be answered.
      </Act>
    </div>
  );
}

function Probe({ it }: { it: Upstream }) {
  const [opened, setOpened] = useState(false);
  const [model, setModel] = useState('');
  const probe = useMutation({
    mutationFn: () =>
      must(
        api.POST('/api/forge/v1/upstreams/{id}/probe', {
          params: { path: { id: it.id } },
          body: { model: model.trim() },
        }),
      ),
  });
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setOpened(true)}>
        Probe
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`Probe “${it.name}”`}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (model.trim()) probe.mutate();
          }}
        >
          <TextInput
            label="Model"
            description="As the upstream names it. One very short call is made."
            required
            data-autofocus
            value={model}
            onChange={(event) => setModel(event.currentTarget.value)}
          />
          {probe.data ? (
            <Notice
              tone={probe.data.passed ? 'good' : 'bad'}
              title={
                probe.data.passed
                  ? `It answered in ${millis(probe.data.latency_ms)}.`
                  : 'It did not answer as it should.'
              }
            >
              {probe.data.findings.map((finding, i) => (
                <div key={i} className="wrap">
                  {finding.message}
                </div>
              ))}
            </Notice>
          ) : null}
          {probe.error ? (
            <Notice tone="bad" title={problemOf(probe.error).title}>
              {problemOf(probe.error).detail}
            </Notice>
          ) : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button type="submit" loading={probe.isPending} disabled={!model.trim()}>
              Probe
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
