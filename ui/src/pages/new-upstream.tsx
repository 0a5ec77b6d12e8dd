// SPDX-License-Identifier: Apache-2.0
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, NumberInput, PasswordInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Controller, useForm, useWatch, type FieldPath } from 'react-hook-form';
import { z } from 'zod';
import { api, must } from '../api/client';
import { fieldErrors, problemOf } from '../api/problem';
import { refresh } from '../api/queries';
import type { Upstream } from '../api/types';
import { Notice } from '../design/parts';
import { KIND_NAMES, UPSTREAM_KINDS } from '../logic/upstream-kinds';

const upstreamForm = z
  .object({
    name: z.string().min(1, 'Enter a name'),
    kind: z.enum(KIND_NAMES),
    base_url: z.string(),
    credential: z.string(),
    timeout_ms: z.number().int().min(1).max(600_000),
    latency_ms: z.number().int().min(0),
    token_delay_ms: z.number().int().min(0),
  })
  .refine((form) => form.kind === 'simulator' || /^https?:\/\/\S+$/.test(form.base_url), {
    path: ['base_url'],
    message: 'An address that begins with https:// or http://',
  });
type UpstreamForm = z.infer<typeof upstreamForm>;

interface Props {
  onCreated: (upstream: Upstream) => void;
  onCancel: () => void;
}

function body(form: UpstreamForm) {
  const { name, kind, base_url, credential, timeout_ms, latency_ms, token_delay_ms } = form;
  if (kind === 'simulator') return { name, kind, timeout_ms, latency_ms, token_delay_ms };
  return { name, kind, base_url, timeout_ms, ...(credential ? { credential } : {}) };
}

/** A form inside another page's form, so it is a group with its own button rather than a form element. */
export function NewUpstream({ onCreated, onCancel }: Props) {
  const client = useQueryClient();
  const form = useForm<UpstreamForm>({
    resolver: zodResolver(upstreamForm),
    mode: 'onTouched',
    defaultValues: {
      name: '',
      kind: 'openai_compatible',
      base_url: '',
      credential: '',
      timeout_ms: 60_000,
      latency_ms: 200,
      token_delay_ms: 20,
    },
  });
  const kind = useWatch({ control: form.control, name: 'kind' });
  const errors = form.formState.errors;
  const create = useMutation({
    mutationFn: (filled: UpstreamForm) => must(api.POST('/api/forge/v1/upstreams', { body: body(filled) })),
    onSuccess: async (upstream) => {
      await refresh(client, 'upstreams');
      onCreated(upstream);
    },
    onError: (error) => {
      for (const [field, message] of Object.entries(fieldErrors(error)))
        form.setError(field as FieldPath<UpstreamForm>, { message });
    },
  });
  const number = (name: 'timeout_ms' | 'latency_ms' | 'token_delay_ms', label: string, description: string) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <NumberInput
          label={label}
          description={description}
          suffix=" ms"
          min={0}
          value={field.value}
          onChange={(value) => field.onChange(Number(value) || 0)}
          onBlur={field.onBlur}
          error={fieldState.error?.message}
        />
      )}
    />
  );
  return (
    <div
      role="group"
      aria-label="New upstream"
      className="stack pad"
      style={{ border: '1px solid var(--line)', borderRadius: 6 }}
    >
      <Controller
        control={form.control}
        name="kind"
        render={({ field }) => (
          <Select
            label="Kind"
            w={240}
            allowDeselect={false}
            data={KIND_NAMES.map((value) => ({ value, label: UPSTREAM_KINDS[value].label }))}
            value={field.value}
            onChange={(value) => field.onChange(value)}
          />
        )}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Name"
          description="Such as team-openai"
          required
          {...form.register('name')}
          error={errors.name?.message}
        />
        {number('timeout_ms', 'Time limit', 'For one whole answer')}
        {kind === 'simulator' ? (
          <>
            {number('latency_ms', 'Latency', 'Until the first token')}
            {number('token_delay_ms', 'Token delay', 'Between two tokens')}
          </>
        ) : (
          <>
            <TextInput
              label="Address"
              description={`Such as ${UPSTREAM_KINDS[kind].address ?? ''}`}
              required
              type="url"
              {...form.register('base_url')}
              error={errors.base_url?.message}
            />
            <PasswordInput
              label="Credential"
              description={UPSTREAM_KINDS[kind].credential ?? 'Stored encrypted; never shown again'}
              autoComplete="off"
              {...form.register('credential')}
              error={errors.credential?.message}
            />
          </>
        )}
      </SimpleGrid>
      {create.error ? (
        <Notice tone="bad" title={problemOf(create.error).title}>
          {problemOf(create.error).detail}
        </Notice>
      ) : null}
      <div className="row">
        <Button
          size="xs"
          loading={create.isPending}
          onClick={() => void form.handleSubmit((filled) => create.mutate(filled))()}
        >
          Add the upstream
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onCancel}>
          Not now
        </Button>
      </div>
    </div>
  );
}
