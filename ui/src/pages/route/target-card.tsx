// SPDX-License-Identifier: Apache-2.0
import { Button, Collapse, TagsInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { RouteTarget } from '../../api/types';
import { Tag } from '../../design/parts';
import { ChoiceField, Field, NumberField, TextField, useFault } from './fields';

interface Props {
  at: number;
  it: RouteTarget;
  strategy: string;
  upstreams: string[];
  part: 'canary' | 'shadow' | 'fallback' | null;
  onChange: (changes: Partial<RouteTarget>) => void;
  onRemove: (() => void) | null;
}

export function TargetCard({ at, it, strategy, upstreams, part, onChange, onRemove }: Props) {
  const field = (name: string) => `targets[${at}].${name}`;
  const [more, { toggle }] = useDisclosure(false);
  const conditions = [it.tags?.length, it.context_window, it.region, it.when, it.max_concurrency].filter(
    Boolean,
  ).length;
  const known = upstreams.includes(it.upstream) ? upstreams : [it.upstream, ...upstreams].filter(Boolean);
  return (
    <div className="target" role="group" aria-label={`Target ${it.id || at + 1}`}>
      <div className="row between">
        <h3 className="row" style={{ gap: 8 }}>
          {it.id || `Target ${at + 1}`}
          {part ? <Tag>{part}</Tag> : null}
        </h3>
        <div className="row" style={{ gap: 4 }}>
          <Button size="compact-xs" variant="subtle" color="gray" aria-expanded={more} onClick={toggle}>
            {more ? 'Fewer settings' : conditions > 0 ? `Conditions and price (${conditions})` : 'Conditions and price'}
          </Button>
          {onRemove ? (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-label={`Remove ${it.id || `target ${at + 1}`}`}
              onClick={onRemove}
            >
              Remove
            </Button>
          ) : null}
        </div>
      </div>
      <div className="fields three">
        <TextField
          field={field('id')}
          label="Id"
          required
          value={it.id}
          onChange={(id) => onChange({ id: id ?? '' })}
        />
        <ChoiceField
          field={field('upstream')}
          label="Upstream"
          required
          data={known}
          value={it.upstream || null}
          onChange={(upstream) => onChange({ upstream: upstream ?? '' })}
        />
        <TextField
          field={field('upstream_model')}
          label="Model there"
          required
          value={it.upstream_model}
          onChange={(model) => onChange({ upstream_model: model ?? '' })}
        />
        {strategy === 'priority' ? (
          <NumberField
            field={field('priority')}
            label="Priority"
            placeholder="0, the first"
            min={0}
            max={1000}
            value={it.priority}
            onChange={(priority) => onChange({ priority })}
          />
        ) : null}
        <NumberField
          field={field('weight')}
          label="Weight"
          placeholder="1"
          min={0}
          max={1_000_000}
          value={it.weight}
          onChange={(weight) => onChange({ weight })}
        />
        <NumberField
          field={field('max_concurrency')}
          label="Most calls at once"
          placeholder="no bound"
          min={1}
          max={100_000}
          value={it.max_concurrency}
          onChange={(max_concurrency) => onChange({ max_concurrency })}
        />
      </div>
      <Collapse expanded={more} transitionDuration={0}>
        <More at={at} it={it} onChange={onChange} />
      </Collapse>
    </div>
  );
}

function More({ at, it, onChange }: Pick<Props, 'at' | 'it' | 'onChange'>) {
  const field = (name: string) => `targets[${at}].${name}`;
  const tags = useFault(field('tags'));
  const price = (name: 'input_micro_usd_per_million' | 'output_micro_usd_per_million', usd: number | null) => {
    const now = { ...it.price, [name]: usd === null ? null : Math.round(usd * 1e6) };
    const none = now.input_micro_usd_per_million == null && now.output_micro_usd_per_million == null;
    onChange({ price: none ? null : now });
  };
  const usd = (micro: number | null | undefined) => (micro == null ? null : micro / 1e6);
  const whole = useFault(field('price'));
  return (
    <div className="fields three" style={{ marginTop: 12 }}>
      <TextField
        wide
        mono
        field={field('when')}
        label="Only when"
        description="A rule in CEL; empty for every request"
        placeholder="request.tokens < 20000 && !request.has_images"
        value={it.when}
        onChange={(when) => onChange({ when })}
      />
      <NumberField
        field={field('context_window')}
        label="Context window"
        placeholder="no bound"
        suffix=" tokens"
        min={1}
        value={it.context_window}
        onChange={(context_window) => onChange({ context_window })}
      />
      <TextField
        field={field('region')}
        label="Region"
        placeholder="eu-central-1"
        value={it.region}
        onChange={(region) => onChange({ region })}
      />
      <Field field={field('tags')}>
        <TagsInput
          label="Tags"
          placeholder={it.tags?.length ? '' : 'gdpr'}
          maxTags={16}
          value={it.tags ?? []}
          onChange={(value) => onChange({ tags: value })}
          error={tags}
        />
      </Field>
      <TextField
        field={field('price_provider')}
        label="Priced as, provider"
        placeholder="as the service"
        value={it.price_provider}
        onChange={(price_provider) => onChange({ price_provider })}
      />
      <TextField
        field={field('price_model')}
        label="Priced as, model"
        placeholder="as the service"
        value={it.price_model}
        onChange={(price_model) => onChange({ price_model })}
      />
      <TextField
        field={field('model')}
        label="Recorded as"
        placeholder="the service’s model"
        value={it.model}
        onChange={(model) => onChange({ model })}
      />
      <NumberField
        field={field('price.input_micro_usd_per_million')}
        label="Price in, a million"
        placeholder="the price list’s"
        suffix=" USD"
        decimals={6}
        min={0}
        value={usd(it.price?.input_micro_usd_per_million)}
        onChange={(value) => price('input_micro_usd_per_million', value)}
      />
      <NumberField
        field={field('price.output_micro_usd_per_million')}
        label="Price out, a million"
        placeholder="the price list’s"
        suffix=" USD"
        decimals={6}
        min={0}
        value={usd(it.price?.output_micro_usd_per_million)}
        onChange={(value) => price('output_micro_usd_per_million', value)}
      />
      {whole ? (
        <div className="wide small" role="alert" style={{ color: 'var(--bad)' }}>
          Price {whole}
        </div>
      ) : null}
    </div>
  );
}
