// SPDX-License-Identifier: Apache-2.0
import { Button, NumberInput, Select, SimpleGrid, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useFormContext, type FieldPath } from 'react-hook-form';
import { assets, upstreams } from '../api/queries';
import { useMay } from '../app/session';
import { flat } from '../design/table';
import { words } from '../logic/format';
import { categories, slugOf, type PublishForm } from './publish-form';
import { NewUpstream } from './new-upstream';

const rowOfTwo = { base: 1, sm: 2 };

/** Published registry assets of a kind, as choices; typing narrows them on the server. */
function useAssets(kind: 'model' | 'service') {
  const [q, setQ] = useState('');
  const query = useInfiniteQuery(assets({ kind, status: 'published', q: q || undefined }));
  const items = query.data ? flat(query.data) : [];
  return {
    items,
    names: [...new Set(items.map((asset) => `${asset.name}@${asset.version}`))],
    setQ,
    loading: query.isFetching,
  };
}

interface ChoiceProps {
  name: 'model' | 'asset' | 'upstream' | 'category';
  label: string;
  description?: string;
  data: { value: string; label: string }[] | string[];
  onSearch?: (text: string) => void;
  onPicked?: (value: string) => void;
  none: string;
}

function Choice({ name, label, description, data, onSearch, onPicked, none }: ChoiceProps) {
  return (
    <Controller<PublishForm, typeof name>
      name={name}
      render={({ field, fieldState }) => (
        <Select
          label={label}
          description={description}
          required={name !== 'category'}
          searchable
          data={
            field.value && onSearch && !data.some((one) => one === field.value)
              ? [field.value, ...(data as string[])]
              : data
          }
          nothingFoundMessage={none}
          value={field.value || null}
          onChange={(value) => {
            field.onChange(value ?? '');
            if (value) onPicked?.(value);
          }}
          onBlur={field.onBlur}
          onSearchChange={(text) => {
            if (text !== field.value) onSearch?.(text);
          }}
          error={fieldState.error?.message}
          ref={field.ref}
        />
      )}
    />
  );
}

function Slug() {
  const { register, formState } = useFormContext<PublishForm>();
  return (
    <TextInput
      label="Slug"
      description="The name callers send as model; it cannot be changed later"
      required
      classNames={{ input: 'mono' }}
      {...register('slug')}
      error={formState.errors.slug?.message}
    />
  );
}

export function AssetFields() {
  const { names, setQ } = useAssets('service');
  const { getValues, setValue } = useFormContext<PublishForm>();
  return (
    <SimpleGrid cols={rowOfTwo}>
      <Choice
        name="asset"
        label="Asset"
        description="A published asset of kind service"
        data={names}
        onSearch={setQ}
        none="No published service asset has this name"
        onPicked={(value) => {
          if (!getValues('slug')) setValue('slug', slugOf(value.split('@')[0] ?? ''), { shouldValidate: true });
        }}
      />
      <Slug />
    </SimpleGrid>
  );
}

export function TextFields() {
  const { register, formState, getValues, setValue, getFieldState } = useFormContext<PublishForm>();
  const errors = formState.errors;
  return (
    <div className="stack">
      <SimpleGrid cols={rowOfTwo}>
        <TextInput
          label="Name"
          description="As it stands in the catalogue"
          required
          {...register('name', {
            onBlur: () => {
              if (!getFieldState('slug').isDirty && !getValues('slug'))
                setValue('slug', slugOf(getValues('name')), { shouldValidate: true });
            },
          })}
          error={errors.name?.message}
        />
        <Slug />
      </SimpleGrid>
      <TextInput
        label="Description"
        description="One sentence: what it is good for"
        {...register('description')}
        error={errors.description?.message}
      />
      <SimpleGrid cols={rowOfTwo}>
        <Choice
          name="category"
          label="Category"
          data={categories.map((value) => ({ value, label: words(value) }))}
          none="No such category"
        />
        <Controller<PublishForm, 'tags'>
          name="tags"
          render={({ field, fieldState }) => (
            <TagsInput
              label="Tags"
              maxTags={20}
              value={field.value}
              onChange={field.onChange}
              onBlur={field.onBlur}
              error={fieldState.error?.message}
            />
          )}
        />
      </SimpleGrid>
      <Textarea
        label="Readme"
        description="Markdown: what it does, what it does not, how to ask it well"
        autosize
        minRows={5}
        maxRows={20}
        classNames={{ input: 'mono' }}
        {...register('readme')}
        error={errors.readme?.message}
      />
    </div>
  );
}

export function ModelFields() {
  const { register, formState, getValues, setValue } = useFormContext<PublishForm>();
  const models = useAssets('model');
  const known = useInfiniteQuery(upstreams);
  const mayAdd = useMay('upstreams:write');
  const [adding, setAdding] = useState(false);
  const pickModel = (value: string) => {
    if (!getValues('upstreamModel')) setValue('upstreamModel', value.split('@')[0] ?? '', { shouldValidate: true });
  };
  return (
    <div className="stack">
      <SimpleGrid cols={rowOfTwo}>
        <Choice
          name="model"
          label="Model"
          description="A published model of the registry"
          data={models.names}
          onSearch={models.setQ}
          onPicked={pickModel}
          none="No published model has this name"
        />
        <TextInput
          label="Version of the service"
          required
          classNames={{ input: 'mono' }}
          description="SemVer 2.0"
          {...register('version')}
          error={formState.errors.version?.message}
        />
      </SimpleGrid>
      <SimpleGrid cols={rowOfTwo}>
        <div className="stack tight">
          <Choice
            name="upstream"
            label="Upstream"
            description="Where the calls go"
            data={known.data ? flat(known.data).map((it) => it.name) : []}
            none="No upstream has this name"
          />
          {mayAdd && !adding ? (
            <div>
              <Button variant="subtle" size="compact-xs" onClick={() => setAdding(true)}>
                Add an upstream
              </Button>
            </div>
          ) : null}
        </div>
        <TextInput
          label="Model at the upstream"
          description="The name the upstream knows it by"
          required
          classNames={{ input: 'mono' }}
          {...register('upstreamModel')}
          error={formState.errors.upstreamModel?.message}
        />
      </SimpleGrid>
      {adding ? (
        <NewUpstream
          onCancel={() => setAdding(false)}
          onCreated={(upstream) => {
            setAdding(false);
            setValue('upstream', upstream.name, { shouldValidate: true, shouldDirty: true });
          }}
        />
      ) : null}
    </div>
  );
}

const limits: [FieldPath<PublishForm>, string, string][] = [
  ['plan.requestsPerMonth', 'Calls per month', 'Empty is no limit'],
  ['plan.tokensPerMonth', 'Tokens per month', 'Empty is no limit'],
  ['plan.requestsPerMinute', 'Calls per minute', 'How fast the bucket refills'],
  ['plan.burst', 'Burst', 'Calls at once'],
  ['plan.tokensPerMinute', 'Tokens per minute', 'Empty is no limit'],
];

export function PlanFields() {
  const { register, formState } = useFormContext<PublishForm>();
  return (
    <SimpleGrid cols={rowOfTwo}>
      <TextInput
        label="Plan"
        description="Its name"
        required
        {...register('plan.name')}
        error={formState.errors.plan?.name?.message}
      />
      {limits.map(([name, label, description]) => (
        <Controller
          key={name}
          name={name}
          render={({ field, fieldState }) => (
            <NumberInput
              label={label}
              description={description}
              min={1}
              allowDecimal={false}
              thousandSeparator=","
              value={(field.value as number | null) ?? ''}
              onChange={(value) => field.onChange(typeof value === 'number' ? value : null)}
              onBlur={field.onBlur}
              error={fieldState.error?.message}
            />
          )}
        />
      ))}
    </SimpleGrid>
  );
}
