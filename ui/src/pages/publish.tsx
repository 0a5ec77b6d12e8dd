// SPDX-License-Identifier: Apache-2.0
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, SegmentedControl } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { FormProvider, useForm, useWatch, type FieldPath } from 'react-hook-form';
import { api, must } from '../api/client';
import { fieldErrors, problemOf } from '../api/problem';
import { refresh } from '../api/queries';
import { Facts, Notice, Panel, Tag } from '../design/parts';
import { EditorShell } from '../design/shells';
import { words } from '../logic/format';
import { planFacts } from './plan';
import { AssetFields, ModelFields, PlanFields, TextFields } from './publish-fields';
import { blankForm, fieldOf, keepDraft, publishForm, readDraft, request, type PublishForm } from './publish-form';

const Prose = lazy(() => import('../design/markdown'));
const route = getRouteApi('/frame/publish');

export function PublishPage() {
  const { from = 'model' } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [start] = useState(readDraft);
  const form = useForm<PublishForm>({
    resolver: zodResolver(publishForm),
    defaultValues: { ...start, from },
    mode: 'onTouched',
  });
  const values = useWatch({ control: form.control }) as PublishForm;

  useEffect(() => form.setValue('from', from), [form, from]);
  useEffect(() => keepDraft(values), [values]);

  const publish = useMutation({
    mutationFn: (filled: PublishForm) => must(api.POST('/api/marketplace/v1/services', { body: request(filled) })),
    onSuccess: async (service) => {
      keepDraft(null);
      form.reset(blankForm);
      await refresh(client, 'services', 'approvals');
      await navigate({ to: '/my-services/$slug', params: { slug: service.slug } });
      keepDraft(null);
    },
    onError: (error) => {
      for (const [field, message] of Object.entries(fieldErrors(error)))
        form.setError(fieldOf(field) as FieldPath<PublishForm>, { message }, { shouldFocus: true });
    },
  });

  const choose = (value: string) =>
    navigate({ to: '/publish', search: { from: value === 'asset' ? 'asset' : undefined }, replace: true });

  return (
    <EditorShell
      title="Publish a service"
      sub="Offer a model to the organisation. The draft is kept in this browser until you publish."
      preview={<Preview values={values} />}
    >
      <FormProvider {...form}>
        <form className="stack" noValidate onSubmit={form.handleSubmit((filled) => publish.mutate(filled))}>
          <SegmentedControl
            aria-label="What to publish from"
            data={[
              { value: 'model', label: 'From a model' },
              { value: 'asset', label: 'From a service asset' },
            ]}
            value={from}
            onChange={(value) => void choose(value)}
          />
          {from === 'asset' ? (
            <Panel title="Service asset">
              <AssetFields />
            </Panel>
          ) : (
            <>
              <Panel title="What is offered">
                <TextFields />
              </Panel>
              <Panel title="What answers">
                <ModelFields />
              </Panel>
              <Panel title="Plan and limits">
                <PlanFields />
              </Panel>
            </>
          )}
          {publish.error ? (
            <Notice tone="bad" title={problemOf(publish.error).title}>
              {problemOf(publish.error).detail}
            </Notice>
          ) : null}
          <div className="row">
            <Button type="submit" loading={publish.isPending}>
              Publish
            </Button>
            <Button variant="subtle" color="gray" onClick={() => form.reset({ ...blankForm, from })}>
              Clear the form
            </Button>
          </div>
        </form>
      </FormProvider>
    </EditorShell>
  );
}

function Preview({ values }: { values: PublishForm }) {
  const { plan } = values;
  return (
    <>
      <Panel title="As others will see it">
        {values.from === 'asset' ? (
          <div className="dim small">
            Name, texts, model and plan come from the asset{' '}
            {values.asset ? <span className="mono">{values.asset}</span> : 'you choose'}.
          </div>
        ) : (
          <div className="stack">
            <div>
              <strong>{values.name || 'Name of the service'}</strong>
              <div className="dim small wrap">{values.description || 'What it is good for, in a sentence.'}</div>
              <div className="row" style={{ gap: 4, marginTop: 6 }}>
                <Tag>{words(values.category)}</Tag>
                {values.tags.map((tag) => (
                  <Tag key={tag}>{tag}</Tag>
                ))}
              </div>
            </div>
            <Facts
              items={planFacts({
                name: plan.name,
                requests_per_month: plan.requestsPerMonth,
                tokens_per_month: plan.tokensPerMonth,
                requests_per_minute: plan.requestsPerMinute,
                burst: plan.burst,
                tokens_per_minute: plan.tokensPerMinute,
              })}
            />
            {values.readme ? (
              <div style={{ maxHeight: 320, overflowY: 'auto', borderTop: '1px solid var(--line)', paddingTop: 12 }}>
                <Suspense fallback={null}>
                  <Prose text={values.readme} />
                </Suspense>
              </div>
            ) : null}
          </div>
        )}
      </Panel>
      <Panel title="What happens next">
        <ol className="small" style={{ margin: 0, paddingLeft: 18, display: 'grid', gap: 6 }}>
          <li>
            The service is checked: its fields, its version, and whether the upstream answers a short probe. This takes
            seconds.
          </li>
          <li>If all checks pass, an approver is asked. Nobody approves their own service.</li>
          <li>Once approved, it is in the catalogue and can be called. Until then nobody else sees it.</li>
          <li>If a check fails, it stays a draft. You correct it and submit it again.</li>
        </ol>
      </Panel>
    </>
  );
}
