// SPDX-License-Identifier: Apache-2.0
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { problemOf } from '../../api/problem';
import { routePreview, serviceRoute } from '../../api/gateway';
import { refresh } from '../../api/queries';
import type { Service, ServiceRoute } from '../../api/types';
import { useMay } from '../../app/session';
import { Act } from '../../design/act';
import { Ago, Notice, State } from '../../design/parts';
import { EditorShell } from '../../design/shells';
import { faultsByField, firstThought, ownUpstream, questionOf, sameRoute, sent, type Thought } from '../../logic/route';
import { Faults } from './fields';
import { RouteForm } from './form';
import { Preview } from './preview';

/** What was read when editing began; without a route there is no revision. */
interface Base {
  route: ServiceRoute;
  revision: number | null;
}

function baseOf(service: Service, stored: ServiceRoute | null): Base {
  return stored
    ? { route: stored, revision: stored.revision ?? null }
    : { route: ownUpstream(service), revision: null };
}

export function RouteEditor({ service, stored }: { service: Service; stored: ServiceRoute | null }) {
  const [base, setBase] = useState(() => baseOf(service, stored));
  const [route, setRoute] = useState(base.route);
  const [thought, setThought] = useState(firstThought);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const mayWrite = useMay('marketplace:publish');
  const changed = base.revision === null || !sameRoute(base.route, route);
  const dirty = !sameRoute(base.route, route);
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm('Leave without saving the changes of this route?'),
    enableBeforeUnload: dirty,
  });

  const asked = usePreview(service.slug, route, thought);
  const save = useSave(service, route, (written) => {
    setBase(baseOf(service, written));
    setRoute(written);
    setAttempted(false);
    setTouched(new Set());
  });
  // What the last saving was told holds until the next change; the preview is told of every change.
  const faults = { ...(save.route === route ? faultsByField(problemOf(save.error).errors) : {}), ...asked.faults };
  const shown = Object.fromEntries(
    Object.entries(faults).filter(
      ([field]) => attempted || touched.has(field.replace(/\[\d+\]$/, '')) || touched.has(field),
    ),
  );
  const load = (now: ServiceRoute | null) => {
    const fresh = baseOf(service, now);
    setBase(fresh);
    setRoute(fresh.route);
    save.reset();
  };

  return (
    <EditorShell
      title={`Route of ${service.name}`}
      sub="Which upstreams answer its calls, in which order, and what happens when one fails."
      badge={<Standing base={base} dirty={dirty} />}
      back={{ to: '/routes', label: 'Routes' }}
      actions={
        mayWrite ? (
          <>
            <Remove service={service} revision={base.revision} onRemoved={() => load(null)} />
            <Button
              variant="default"
              disabled={!dirty}
              onClick={() => load(base.revision === null ? null : base.route)}
            >
              Discard
            </Button>
            <Button
              disabled={!changed}
              loading={save.isPending}
              onClick={() => {
                setAttempted(true);
                save.mutate(base.revision);
              }}
            >
              Save the route
            </Button>
          </>
        ) : null
      }
      preview={<Preview {...asked} thought={thought} onThought={setThought} />}
    >
      <Refusal error={save.error} service={service} onTheirs={load} onMine={save.mutate} />
      <Faults value={shown}>
        <RouteForm
          route={route}
          onChange={setRoute}
          disabled={!mayWrite}
          onTouched={(field) => setTouched((before) => new Set(before).add(field))}
        />
      </Faults>
    </EditorShell>
  );
}

function Standing({ base, dirty }: { base: Base; dirty: boolean }) {
  if (dirty) return <State value="draft" label="Not saved" />;
  if (base.revision === null) return <State value="none" label="No route: its own upstream answers" />;
  return (
    <span className="row small dim" style={{ gap: 6 }}>
      <State value="active" label={`Revision ${base.revision}`} /> <Ago time={base.route.updated_at} />
    </span>
  );
}

/** Tries the route as it is in the form, a moment after the last change. */
function usePreview(slug: string, route: ServiceRoute, thought: Thought) {
  const question = questionOf(thought, route);
  const [settled] = useDebouncedValue(JSON.stringify(question), 300);
  const query = useQuery({
    ...routePreview(slug, JSON.parse(settled) as typeof question),
    placeholderData: keepPreviousData,
  });
  const problem = query.error ? problemOf(query.error) : null;
  return {
    answer: query.data,
    faults: problem ? faultsByField(problem.errors) : {},
    failure: problem ? problem.detail : null,
    stale: query.isPlaceholderData || settled !== JSON.stringify(question),
  };
}

function useSave(service: Service, route: ServiceRoute, onSaved: (written: ServiceRoute) => void) {
  const client = useQueryClient();
  const [last, setLast] = useState<ServiceRoute | null>(null);
  const save = useMutation({
    mutationFn: (revision: number | null) => {
      setLast(route);
      return must(
        api.PUT('/api/gateway/v1/routes/{service}', {
          params: { path: { service: service.slug } },
          body: sent(route),
          headers: revision === null ? {} : { 'if-match': `"${revision}"` },
        }),
      );
    },
    onSuccess: async (written) => {
      client.setQueryData(serviceRoute(service.slug).queryKey, written);
      onSaved(written);
      await refresh(client, 'routes', 'targets');
    },
  });
  return { ...save, route: last };
}

interface RefusalProps {
  error: unknown;
  service: Service;
  onTheirs: (route: ServiceRoute | null) => void;
  onMine: (revision: number | null) => void;
}

/** Why it was not saved; where somebody else was first, both ways on. */
function Refusal({ error, service, onTheirs, onMine }: RefusalProps) {
  const client = useQueryClient();
  const current = useMutation({
    mutationFn: () => client.query({ ...serviceRoute(service.slug), staleTime: 0 }),
  });
  if (!error) return null;
  const problem = problemOf(error);
  const conflict = ['precondition_failed', 'precondition_required', 'conflict'].includes(problem.code);
  if (!conflict)
    return (
      <Notice tone="bad" title={problem.title}>
        {problem.errors.length > 0 ? 'What is wrong stands beside its field. Nothing was saved.' : problem.detail}
      </Notice>
    );
  return (
    <Notice tone="warn" title="Somebody else changed this route while you edited it. Nothing was saved.">
      <div className="row" style={{ marginTop: 8 }}>
        <Button
          size="xs"
          variant="default"
          loading={current.isPending}
          onClick={() => current.mutate(undefined, { onSuccess: onTheirs })}
        >
          Drop my changes, show theirs
        </Button>
        <Button
          size="xs"
          loading={current.isPending}
          onClick={() => current.mutate(undefined, { onSuccess: (now) => onMine(now?.revision ?? null) })}
        >
          Save mine over theirs
        </Button>
      </div>
    </Notice>
  );
}

function Remove({
  service,
  revision,
  onRemoved,
}: {
  service: Service;
  revision: number | null;
  onRemoved: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  if (revision === null) return null;
  return (
    <Act
      label="Remove the route"
      title={`Remove the route of “${service.name}”`}
      danger
      run={async () => {
        await must(
          api.DELETE('/api/gateway/v1/routes/{service}', {
            params: { path: { service: service.slug } },
            headers: { 'if-match': `"${revision}"` },
          }),
        );
        onRemoved();
        await refresh(client, 'routes', 'targets');
        await navigate({ to: '/routes', ignoreBlocker: true });
      }}
    >
      From then on every call goes to the service’s own upstream,{' '}
      <span className="mono">
        {service.upstream} · {service.upstream_model}
      </span>
      . Calls under way end as they began.
    </Act>
  );
}
