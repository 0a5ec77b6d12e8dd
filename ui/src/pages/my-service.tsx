// SPDX-License-Identifier: Apache-2.0
import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconCircleMinus, IconCircleX, IconLoader2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api, must } from '../api/client';
import { problemOf } from '../api/problem';
import { refresh, service, serviceStatus } from '../api/queries';
import type { Service, Step } from '../api/types';
import { useMay } from '../app/session';
import { Act } from '../design/act';
import { Ago, Facts, Notice, Panel, State } from '../design/parts';
import { ThingShell } from '../design/shells';
import { Empty, Loading, Show } from '../design/states';
import { toneOf } from '../design/theme';
import { millis, words } from '../logic/format';
import { planFacts } from './plan';

const route = getRouteApi('/frame/my-services/$slug');

export function MyServicePage() {
  const { slug } = route.useParams();
  return <Show query={useQuery(service(slug))}>{(data) => <Content it={data} />}</Show>;
}

function Content({ it }: { it: Service }) {
  const mayRoute = useMay('upstreams:read');
  return (
    <ThingShell
      title={it.name}
      sub={it.description}
      badge={<State value={it.state} />}
      back={{ to: '/my-services', label: 'My services' }}
      actions={<Actions it={it} />}
      aside={
        <>
          <Panel title="About">
            <Facts
              items={[
                [
                  'Called as',
                  <span key="slug" className="mono">
                    {it.slug}
                  </span>,
                ],
                ['Version', it.version],
                [
                  'Model',
                  <span key="model" className="mono">
                    {it.model}
                  </span>,
                ],
                [
                  'Upstream',
                  <span key="upstream">
                    {it.upstream}{' '}
                    {mayRoute ? (
                      <Link to="/routes/$service" params={{ service: it.slug }}>
                        Route
                      </Link>
                    ) : null}
                  </span>,
                ],
                [
                  'There as',
                  <span key="there" className="mono">
                    {it.upstream_model}
                  </span>,
                ],
                ['Submitted', <Ago key="created" time={it.created_at} />],
                ['Offered', <Ago key="published" time={it.published_at} fallback="not yet" />],
              ]}
            />
          </Panel>
          <Panel title={`Plan “${it.plan.name}”`}>
            <Facts items={planFacts(it.plan)} />
          </Panel>
        </>
      }
    >
      <Where it={it} />
      <Steps it={it} />
    </ThingShell>
  );
}

/** What the state means, and who acts next. */
function Where({ it }: { it: Service }) {
  switch (it.state) {
    case 'draft':
      return (
        <Notice tone="bad" title="Not offered: it is a draft.">
          {it.state_reason ?? 'Correct what the checks found, then submit it again.'}
        </Notice>
      );
    case 'validating':
      return (
        <Notice tone="busy" title="The checks run.">
          This takes seconds; you can leave the page and come back.
        </Notice>
      );
    case 'pending_approval':
      return (
        <Notice tone="busy" title="Waiting for an approver.">
          All checks passed. Somebody other than you decides; the request expires after some days.
        </Notice>
      );
    case 'active':
      return (
        <Notice tone="good" title="Offered.">
          It is{' '}
          <Link to="/services/$slug" params={{ slug: it.slug }}>
            in the catalogue
          </Link>{' '}
          and can be called.
        </Notice>
      );
    case 'deprecated':
      return (
        <Notice tone="warn" title="Deprecated: no new subscriptions.">
          {it.state_reason}
        </Notice>
      );
    case 'retired':
      return (
        <Notice tone="warn" title="Retired: calls are refused.">
          {it.state_reason}
        </Notice>
      );
  }
}

function Steps({ it }: { it: Service }) {
  const client = useQueryClient();
  const query = useQuery({
    ...serviceStatus(it.slug),
    refetchInterval: ({ state }) =>
      state.data?.state === 'validating' ? 700 : state.data?.state === 'pending_approval' ? 5000 : false,
  });
  const state = query.data?.state;
  useEffect(() => {
    if (state !== undefined && state !== it.state) void refresh(client, 'service', 'services');
  }, [state, it.state, client]);
  return (
    <Panel title="Checks" flush>
      <Show query={query} loading={<Loading rows={4} height={32} />}>
        {(data) =>
          data.steps.length === 0 ? (
            <Empty title="No check has run">They run when the service is submitted.</Empty>
          ) : (
            <ol className="steps" aria-live="polite">
              {data.steps.map((step) => (
                <StepRow key={step.name} step={step} />
              ))}
            </ol>
          )
        }
      </Show>
    </Panel>
  );
}

const marks = {
  pending: IconCircle,
  running: IconLoader2,
  passed: IconCircleCheck,
  failed: IconCircleX,
  skipped: IconCircleMinus,
};

function StepRow({ step }: { step: Step }) {
  const Mark = marks[step.result];
  const took = step.started_at && step.ended_at ? Date.parse(step.ended_at) - Date.parse(step.started_at) : null;
  return (
    <li className="step">
      <Mark className="step-mark" data-tone={step.result === 'pending' ? 'quiet' : toneOf(step.result)} aria-hidden />
      <div style={{ minWidth: 0 }}>
        <div>{words(step.name)}</div>
        {step.findings.map((finding, i) => (
          <div key={i} className="small wrap" style={{ color: 'var(--bad)' }}>
            {finding.message}
          </div>
        ))}
      </div>
      <div className="small dim nowrap">
        {words(step.result)}
        {took === null ? '' : ` · ${millis(took)}`}
      </div>
    </li>
  );
}

function Actions({ it }: { it: Service }) {
  const client = useQueryClient();
  const params = { path: { service: it.id } };
  const after = () => refresh(client, 'service', 'services', 'catalogue');
  const submit = useMutation({
    mutationFn: () => must(api.POST('/api/marketplace/v1/services/{service}/submit', { params })).then(after),
  });
  return (
    <>
      {submit.error ? (
        <Notice tone="bad" title={problemOf(submit.error).title}>
          {problemOf(submit.error).detail}
        </Notice>
      ) : null}
      {it.state === 'draft' ? (
        <Button loading={submit.isPending} onClick={() => submit.mutate()}>
          Submit again
        </Button>
      ) : null}
      {it.state === 'active' ? (
        <Act
          label="Deprecate"
          title={`Deprecate “${it.name}”`}
          reason="required"
          run={(reason) =>
            must(api.POST('/api/marketplace/v1/services/{service}/deprecate', { params, body: { reason } })).then(after)
          }
        >
          Those who subscribed go on; nobody can subscribe anew. The reason is shown on the service’s page.
        </Act>
      ) : null}
      {it.state === 'active' || it.state === 'deprecated' ? (
        <Act
          label="Retire"
          title={`Retire “${it.name}”`}
          danger
          reason="required"
          typed={it.slug}
          run={(reason) =>
            must(api.POST('/api/marketplace/v1/services/{service}/retire', { params, body: { reason } })).then(after)
          }
        >
          Every call to <span className="mono">{it.slug}</span> is refused from then on, and its subscriptions end with
          their keys. This cannot be undone.
        </Act>
      ) : null}
    </>
  );
}
