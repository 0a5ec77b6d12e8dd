// SPDX-License-Identifier: Apache-2.0
import { LinkButton } from '../design/link-button';
import { Button, Tabs } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { api, must } from '../api/client';
import { problemOf } from '../api/problem';
import { assetVersions, refresh, service, subscriptions } from '../api/queries';
import type { Service, Subscription } from '../api/types';
import { useMay } from '../app/session';
import { Ago, Code, Facts, Notice, Panel, State, Tag } from '../design/parts';
import { ThingShell } from '../design/shells';
import { Empty, Loading, Show } from '../design/states';
import { flat, Table, type Column } from '../design/table';
import { exact, words } from '../logic/format';
import { samples } from '../logic/samples';
import type { Asset } from '../api/types';
import { planFacts } from './plan';
import { Playground } from './playground';

const Prose = lazy(() => import('../design/markdown'));
const route = getRouteApi('/frame/services/$slug');

export function ServicePage() {
  const { slug } = route.useParams();
  return <Show query={useQuery(service(slug))}>{(data) => <Content service={data} />}</Show>;
}

function useOwnSubscription(id: string): Subscription | undefined {
  const enabled = useMay('marketplace:subscribe');
  const query = useInfiniteQuery({ ...subscriptions({ service_id: id }), enabled });
  const own = query.data ? flat(query.data) : [];
  return own.find((one) => one.state === 'active') ?? own.find((one) => one.state === 'paused');
}

function Content({ service: it }: { service: Service }) {
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const own = useOwnSubscription(it.id);
  return (
    <ThingShell
      title={it.name}
      sub={it.description}
      badge={<State value={it.state} />}
      back={{ to: '/catalogue', label: 'Catalogue' }}
      actions={<Subscribe service={it} own={own} />}
      aside={
        <>
          <Panel title="About">
            <Facts
              items={[
                [
                  'Call it as',
                  <span key="slug" className="mono">
                    {it.slug}
                  </span>,
                ],
                ['Version', it.version],
                ['Model', <ModelLink key="model" reference={it.model} />],
                ['Category', it.category ? words(it.category) : null],
                ['Publisher', it.publisher.name],
                ['Offered', <Ago key="published" time={it.published_at} />],
              ]}
            />
            {it.tags.length > 0 ? (
              <div className="row" style={{ marginTop: 12, gap: 4 }}>
                {it.tags.map((tag) => (
                  <Tag key={tag}>{tag}</Tag>
                ))}
              </div>
            ) : null}
          </Panel>
          <Panel title={`Plan “${it.plan.name}”`}>
            <Facts items={planFacts(it.plan)} />
          </Panel>
        </>
      }
    >
      {it.state === 'deprecated' ? (
        <Notice tone="warn" title="This service is deprecated.">
          {it.state_reason} {it.sunset_at ? `It ends on ${exact(it.sunset_at)}.` : 'New subscriptions are not taken.'}
        </Notice>
      ) : null}
      <Tabs
        value={tab ?? 'readme'}
        onChange={(value) =>
          void navigate({
            search: { tab: value === 'try' || value === 'code' || value === 'versions' ? value : undefined },
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="readme">Readme</Tabs.Tab>
          <Tabs.Tab value="try">Playground</Tabs.Tab>
          <Tabs.Tab value="code">Code</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="readme">
          <Panel>
            {it.readme ? (
              <Suspense fallback={<Loading rows={4} height={20} />}>
                <Prose text={it.readme} />
              </Suspense>
            ) : (
              <Empty title="No readme">The publisher has not written one.</Empty>
            )}
          </Panel>
        </Tabs.Panel>
        <Tabs.Panel value="try">
          <Playground service={it} own={own} />
        </Tabs.Panel>
        <Tabs.Panel value="code">
          <Samples slug={it.slug} subscribed={own !== undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions reference={it.registry_ref} />
        </Tabs.Panel>
      </Tabs>
    </ThingShell>
  );
}

function ModelLink({ reference }: { reference: string }) {
  const [name = reference, version = 'latest'] = reference.split('@');
  return (
    <Link
      to="/registry/$kind/$name/$version/manifest"
      params={{ kind: 'model', name, version }}
      className="mono"
      style={{ color: 'inherit' }}
    >
      {reference}
    </Link>
  );
}

function Subscribe({ service: it, own }: { service: Service; own: Subscription | undefined }) {
  const client = useQueryClient();
  const navigate = route.useNavigate();
  const may = useMay('marketplace:subscribe');
  const subscribe = useMutation({
    mutationFn: () => must(api.POST('/api/marketplace/v1/subscriptions', { body: { service: it.slug } })),
    onSuccess: async () => {
      await refresh(client, 'subscriptions');
      await navigate({ search: { tab: 'try' } });
    },
  });
  if (!may) return null;
  if (own)
    return (
      <LinkButton variant="default" to="/subscriptions/$id" params={{ id: own.id }}>
        {own.state === 'paused' ? 'Subscription (paused)' : 'My subscription and keys'}
      </LinkButton>
    );
  return (
    <>
      {subscribe.error ? (
        <Notice tone="bad" title={problemOf(subscribe.error).title}>
          {problemOf(subscribe.error).detail}
        </Notice>
      ) : null}
      <Button loading={subscribe.isPending} disabled={it.state !== 'active'} onClick={() => subscribe.mutate()}>
        Subscribe
      </Button>
    </>
  );
}

function Samples({ slug, subscribed }: { slug: string; subscribed: boolean }) {
  return (
    <Panel>
      <div className="stack">
        <div className="small dim">
          Put a consumer key into <span className="mono">LLMOPS_KEY</span>.{' '}
          {subscribed ? 'Make one on the page of your subscription.' : 'You get one after subscribing.'}
        </div>
        <Tabs defaultValue="curl" keepMounted={false}>
          <Tabs.List mb="sm">
            {samples('', '').map((sample) => (
              <Tabs.Tab key={sample.name} value={sample.name}>
                {sample.name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {samples(`${location.origin}/v1`, slug).map((sample) => (
            <Tabs.Panel key={sample.name} value={sample.name}>
              <Code text={sample.code} label={`${sample.name} sample`} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
    </Panel>
  );
}

const versionColumns: Column<Asset>[] = [
  {
    name: 'Version',
    cell: (asset) => (
      <Link
        to="/registry/$kind/$name/$version/manifest"
        params={{ kind: asset.kind, name: asset.name, version: asset.version }}
        data-row
      >
        {asset.version}
      </Link>
    ),
  },
  { name: 'State', cell: (asset) => <State value={asset.status} /> },
  { name: 'Published', cell: (asset) => <Ago time={asset.published_at} /> },
  { name: 'By', cell: (asset) => asset.created_by },
];

function Versions({ reference }: { reference: string | null }) {
  const may = useMay('registry:read');
  const name = reference?.split('@')[0];
  const query = useInfiniteQuery({ ...assetVersions('service', name ?? ''), enabled: may && name !== undefined });
  if (!may || name === undefined)
    return (
      <Panel>
        <Empty title="No versions to show">
          The service is not in the registry yet, or you may not read the registry.
        </Empty>
      </Panel>
    );
  return (
    <Panel flush>
      <Show query={query}>
        {(data) => <Table label="Versions" items={flat(data)} columns={versionColumns} rowKey={(asset) => asset.id} />}
      </Show>
    </Panel>
  );
}
