// SPDX-License-Identifier: Apache-2.0
import { LinkButton } from '../design/link-button';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, must } from '../api/client';
import { quota, refresh, subscription, subscriptionKeys } from '../api/queries';
import type { IssuedKey, Subscription } from '../api/types';
import { Act } from '../design/act';
import { Ago, Facts, Meter, Notice, Panel, State } from '../design/parts';
import { ShownOnce } from '../design/secret';
import { ThingShell } from '../design/shells';
import { Empty, Loading, Show } from '../design/states';
import { flat, LoadMore } from '../design/table';
import { exact } from '../logic/format';
import { KeyTable } from './key-table';
import { NewKey } from './new-key';
import { planFacts } from './plan';

const route = getRouteApi('/frame/subscriptions/$id');

export function SubscriptionPage() {
  const { id } = route.useParams();
  return <Show query={useQuery(subscription(id))}>{(data) => <Content it={data} />}</Show>;
}

function Content({ it }: { it: Subscription }) {
  return (
    <ThingShell
      title={it.service.name}
      badge={<State value={it.state} />}
      back={{ to: '/subscriptions', label: 'Subscriptions' }}
      actions={<Actions it={it} />}
      aside={
        <>
          <Panel title="About">
            <Facts
              items={[
                [
                  'Call it as',
                  <span key="slug" className="mono">
                    {it.service.slug}
                  </span>,
                ],
                ['Service', <State key="state" value={it.service.state} />],
                ['Subscriber', it.subscriber.name],
                ['Since', <Ago key="since" time={it.created_at} />],
              ]}
            />
          </Panel>
          <Panel title={`Plan “${it.plan.name}”`}>
            <Facts items={planFacts(it.plan)} />
          </Panel>
        </>
      }
    >
      {it.state === 'paused' ? (
        <Notice tone="warn" title="Paused.">
          Calls are refused with <span className="mono">subscription_inactive</span> until you resume. The keys stay.
        </Notice>
      ) : null}
      {it.state === 'ended' ? (
        <Notice tone="warn" title="Ended.">
          The keys no longer work. Subscribe again to call the service.
        </Notice>
      ) : null}
      <QuotaPanel id={it.id} />
      <Keys it={it} />
    </ThingShell>
  );
}

function QuotaPanel({ id }: { id: string }) {
  const query = useQuery({ ...quota(id), refetchInterval: 15_000 });
  return (
    <Panel title="Used this month">
      <Show query={query} loading={<Loading rows={2} height={32} />}>
        {(data) => (
          <div className="stack">
            <Meter label="Calls" used={data.requests.used} limit={data.requests.limit} unit="calls" />
            <Meter label="Tokens" used={data.tokens.used} limit={data.tokens.limit} unit="tokens" />
            <div className="tiny dim">
              Starts anew <Ago time={data.resets_at} /> ({exact(data.resets_at)})
            </div>
          </div>
        )}
      </Show>
    </Panel>
  );
}

function Keys({ it }: { it: Subscription }) {
  const query = useInfiniteQuery(subscriptionKeys(it.id));
  const client = useQueryClient();
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const create = (name: string, days: number | null) =>
    must(
      api.POST('/api/marketplace/v1/subscriptions/{id}/keys', {
        params: { path: { id: it.id } },
        body: { name, ...(days === null ? {} : { expires_in_days: days }) },
      }),
    );
  const show = async (key: IssuedKey) => {
    setIssued(key);
    await refresh(client, 'subscription', 'keys');
  };
  return (
    <Panel title="Keys" flush actions={<NewKey disabled={it.state !== 'active'} create={create} onIssued={show} />}>
      <Show query={query} loading={<Loading rows={3} />}>
        {(data) => {
          const items = flat(data);
          return items.length === 0 ? (
            <Empty title="No key yet">
              Make one per application, so that each can be replaced without touching the others.
            </Empty>
          ) : (
            <>
              <KeyTable keys={items} onIssued={show} />
              <LoadMore query={query} />
            </>
          );
        }}
      </Show>
      <ShownOnce issued={issued} onClose={() => setIssued(null)} />
    </Panel>
  );
}

function Actions({ it }: { it: Subscription }) {
  const client = useQueryClient();
  const params = { path: { id: it.id } };
  const after = () => refresh(client, 'subscription', 'subscriptions', 'keys');
  return (
    <>
      <LinkButton variant="default" to="/services/$slug" params={{ slug: it.service.slug }} search={{ tab: 'try' }}>
        Open the playground
      </LinkButton>
      {it.state === 'active' ? (
        <Act
          label="Pause"
          title="Pause the subscription"
          run={() => must(api.POST('/api/marketplace/v1/subscriptions/{id}/pause', { params })).then(after)}
        >
          Every call with one of its keys is refused until you resume. Keys and quota stay as they are.
        </Act>
      ) : null}
      {it.state === 'paused' ? (
        <Act
          label="Resume"
          title="Resume the subscription"
          run={() => must(api.POST('/api/marketplace/v1/subscriptions/{id}/resume', { params })).then(after)}
        >
          Its keys work again at once, within what is left of this month’s quota.
        </Act>
      ) : null}
      {it.state === 'ended' ? null : (
        <Act
          label="Cancel"
          title="Cancel the subscription"
          danger
          typed={it.service.slug}
          run={() => must(api.POST('/api/marketplace/v1/subscriptions/{id}/cancel', { params })).then(after)}
        >
          All its keys end at once and cannot be brought back: every application that uses one of them stops. You can
          subscribe again, with new keys.
        </Act>
      )}
    </>
  );
}
