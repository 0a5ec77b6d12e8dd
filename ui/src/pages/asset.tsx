// SPDX-License-Identifier: Apache-2.0
import { Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { api, must } from '../api/client';
import { assetVersion, refresh } from '../api/queries';
import type { Asset } from '../api/types';
import { useMay } from '../app/session';
import { Act } from '../design/act';
import { Ago, Facts, Notice, Panel, State, Tag } from '../design/parts';
import { ThingShell } from '../design/shells';
import { Show } from '../design/states';
import { assetTabs } from '../logic/asset-tabs';
import { exact, words } from '../logic/format';
import { Activity } from './asset/activity';
import { Aliases } from './asset/aliases';
import { Artifacts } from './asset/artifacts';
import { Dependencies } from './asset/dependencies';
import { Overview } from './asset/overview';
import { Signatures } from './asset/signatures';
import { Versions } from './asset/versions';

const route = getRouteApi('/frame/registry/$kind/$name/$version/manifest');

export function AssetPage() {
  const { kind, name, version } = route.useParams();
  return <Show query={useQuery(assetVersion(kind, name, version))}>{(data) => <Content it={data} />}</Show>;
}

function Content({ it }: { it: Asset }) {
  const labels = Object.entries(it.labels);
  return (
    <ThingShell
      title={`${it.name} ${it.version}`}
      sub={it.description}
      badge={<State value={it.status} />}
      back={{ to: '/registry', label: 'Assets' }}
      actions={<Actions it={it} />}
      aside={
        <>
          <Panel title="About">
            <Facts
              items={[
                ['Kind', words(it.kind)],
                ['Owner', it.owner],
                ['Provider', it.provider],
                ['Licence', it.licence],
                [
                  'Created',
                  <span key="created">
                    <Ago time={it.created_at} /> by {it.created_by}
                  </span>,
                ],
                ['Published', <Ago key="published" time={it.published_at} fallback="not yet" />],
                [
                  'Digest',
                  <span key="digest" className="mono">
                    {it.digest.slice(0, 19)}…
                  </span>,
                ],
              ]}
            />
            {it.tags.length + labels.length > 0 ? (
              <div className="row" style={{ marginTop: 12, gap: 4 }}>
                {it.tags.map((tag) => (
                  <Tag key={tag}>{tag}</Tag>
                ))}
                {labels.map(([key, value]) => (
                  <Tag key={key}>
                    {key}: {value}
                  </Tag>
                ))}
              </div>
            ) : null}
          </Panel>
        </>
      }
    >
      {it.status === 'deprecated' || it.status === 'retired' ? (
        <Notice tone="warn" title={`${words(it.status)}.`}>
          {it.status_reason}
          {it.successor ? <> Use {it.successor} instead.</> : null}
          {it.sunset_at ? <> It ends on {exact(it.sunset_at)}.</> : null}
        </Notice>
      ) : null}
      <Parts it={it} />
    </ThingShell>
  );
}

const tabs = [
  { value: 'overview', label: 'Overview' },
  { value: 'versions', label: 'Versions' },
  { value: 'aliases', label: 'Aliases' },
  { value: 'dependencies', label: 'Dependencies' },
  { value: 'signatures', label: 'Signatures' },
  { value: 'files', label: 'Files' },
  { value: 'activity', label: 'Activity' },
] as const;

function Parts({ it }: { it: Asset }) {
  const { tab, compare } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (value: string | null) =>
    void navigate({
      search: { tab: assetTabs.find((one) => one === value) },
      replace: true,
    });
  return (
    <Tabs value={tab ?? 'overview'} onChange={open} keepMounted={false}>
      <Tabs.List mb="md" className="tabs-line">
        {tabs.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="overview">
        <Overview it={it} />
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <Versions
          it={it}
          other={compare}
          choose={(version) => void navigate({ search: { tab: 'versions', compare: version }, replace: true })}
        />
      </Tabs.Panel>
      <Tabs.Panel value="aliases">
        <Aliases it={it} />
      </Tabs.Panel>
      <Tabs.Panel value="dependencies">
        <Dependencies it={it} />
      </Tabs.Panel>
      <Tabs.Panel value="signatures">
        <Signatures it={it} />
      </Tabs.Panel>
      <Tabs.Panel value="files">
        <Artifacts it={it} />
      </Tabs.Panel>
      <Tabs.Panel value="activity">
        <Activity it={it} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Actions({ it }: { it: Asset }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayWrite = useMay('registry:write');
  const mayStep = useMay('registry:lifecycle');
  const params = { path: { id: it.id } };
  const after = () => refresh(client, 'asset', 'assets');
  const full = `${it.name}@${it.version}`;
  return (
    <>
      {mayStep && it.status === 'draft' ? (
        <Act
          label="Publish"
          title={`Publish ${full}`}
          reason="optional"
          button={{ variant: 'filled' }}
          run={(reason) =>
            must(api.POST('/api/registry/v1/assets/{id}/publish', { params, body: reason ? { reason } : {} })).then(
              after,
            )
          }
        >
          Its specification can never be changed afterwards; a correction is a new version.
        </Act>
      ) : null}
      {mayStep && it.status === 'published' ? (
        <Act
          label="Deprecate"
          title={`Deprecate ${full}`}
          reason="required"
          run={(reason) =>
            must(api.POST('/api/registry/v1/assets/{id}/deprecate', { params, body: { reason } })).then(after)
          }
        >
          It stays usable where it is used; everybody who looks at it sees your reason.
        </Act>
      ) : null}
      {mayStep && (it.status === 'published' || it.status === 'deprecated') ? (
        <Act
          label="Retire"
          title={`Retire ${full}`}
          reason="required"
          danger
          typed={full}
          run={(reason) =>
            must(api.POST('/api/registry/v1/assets/{id}/retire', { params, body: { reason } })).then(after)
          }
        >
          Nothing new can refer to it. This cannot be undone.
        </Act>
      ) : null}
      {mayWrite && it.status === 'draft' ? (
        <Act
          label="Delete the draft"
          title={`Delete ${full}`}
          danger
          run={async () => {
            await must(api.DELETE('/api/registry/v1/assets/{id}', { params }));
            await navigate({ to: '/registry' });
            await refresh(client, 'assets');
          }}
        >
          Only this draft goes; other versions stay.
        </Act>
      ) : null}
    </>
  );
}
