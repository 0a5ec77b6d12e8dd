// SPDX-License-Identifier: Apache-2.0
// What holds for the route as a whole: who stays where, who sees a share, what happens after a failure.
import { MultiSelect } from '@mantine/core';
import type { ServiceRoute } from '../../api/types';
import { ChoiceField, Field, NumberField, Part, TextField, useFault } from './fields';

interface Props {
  route: ServiceRoute;
  onChange: (changes: Partial<ServiceRoute>) => void;
}

const measured = ['least_latency', 'least_cost', 'least_busy'];

export function Shares({ route, onChange }: Props) {
  const ids = [...new Set(route.targets.map((target) => target.id).filter(Boolean))];
  const free = ids.find((id) => id !== ids[0]) ?? null;
  const { canary, shadow, sticky } = route;
  const mayStick = !measured.includes(route.strategy ?? 'priority');
  const stuck = useFault('sticky');
  const fallbacks = useFault('fallbacks');
  const each = useFault('fallbacks[0]');
  const kind = sticky?.by.startsWith('header:') ? 'header' : (sticky?.by ?? 'key');
  return (
    <>
      <Field field="fallbacks">
        <MultiSelect
          label="Fallbacks"
          description="Tried after all others, in this order"
          placeholder={route.fallbacks?.length ? '' : 'none'}
          data={ids}
          value={(route.fallbacks ?? []).filter((id) => ids.includes(id))}
          onChange={(value) => onChange({ fallbacks: value })}
          error={fallbacks ?? each}
        />
      </Field>
      <Part
        title="Canary"
        says="A share of calls goes to one target first; the others catch it when it fails."
        on={canary != null}
        onToggle={(on) => onChange({ canary: on && free ? { target: free, percent: 5 } : null })}
        disabled={free === null}
      >
        <ChoiceField
          field="canary.target"
          label="Target"
          data={ids}
          value={canary?.target}
          onChange={(target) => onChange({ canary: { percent: canary?.percent ?? 5, target: target ?? '' } })}
        />
        <NumberField
          field="canary.percent"
          label="Share"
          suffix=" %"
          decimals={2}
          min={0}
          max={100}
          value={canary?.percent}
          onChange={(percent) => onChange({ canary: { target: canary?.target ?? '', percent: percent ?? 0 } })}
        />
      </Part>
      <Part
        title="Shadow"
        says="Gets copies of a share of calls; nobody sees or pays for its answers."
        on={shadow != null}
        onToggle={(on) => onChange({ shadow: on && free ? { target: free, percent: 10 } : null })}
        disabled={free === null}
      >
        <ChoiceField
          field="shadow.target"
          label="Target"
          data={ids}
          value={shadow?.target}
          onChange={(target) => onChange({ shadow: { percent: shadow?.percent ?? 10, target: target ?? '' } })}
        />
        <NumberField
          field="shadow.percent"
          label="Share"
          suffix=" %"
          decimals={2}
          min={0}
          max={100}
          value={shadow?.percent}
          onChange={(percent) => onChange({ shadow: { target: shadow?.target ?? '', percent: percent ?? 0 } })}
        />
      </Part>
      <Part
        title="Sticky"
        says={
          mayStick || sticky
            ? 'The same caller keeps its target.'
            : 'Not with this strategy, which chooses anew for each call.'
        }
        on={sticky != null}
        onToggle={(on) => onChange({ sticky: on ? { by: 'key' } : null })}
        disabled={!mayStick && sticky == null}
      >
        <ChoiceField
          field="sticky.by"
          label="The caller is known by"
          data={[
            { value: 'key', label: 'its key' },
            { value: 'user', label: 'the user in the body' },
            { value: 'header', label: 'a header' },
          ]}
          value={kind}
          onChange={(by) =>
            onChange({ sticky: { ...sticky, by: by === 'header' ? 'header:x-session-id' : (by ?? '') } })
          }
        />
        {kind === 'header' ? (
          <TextField
            field="sticky.by"
            label="Header"
            placeholder="x-session-id"
            value={sticky?.by.slice('header:'.length)}
            onChange={(name) => onChange({ sticky: { ...sticky, by: `header:${name ?? ''}` } })}
          />
        ) : null}
        <NumberField
          field="sticky.ttl_seconds"
          label="For at most"
          placeholder="no end"
          suffix=" s"
          min={1}
          value={sticky?.ttl_seconds}
          onChange={(ttl_seconds) => onChange({ sticky: { by: 'key', ...sticky, ttl_seconds } })}
        />
        {stuck ? (
          <div className="wide small" role="alert" style={{ color: 'var(--bad)' }}>
            {stuck}
          </div>
        ) : null}
      </Part>
    </>
  );
}

export function Failures({ route, onChange }: Props) {
  const { hedge, retry, circuit } = route;
  return (
    <>
      <NumberField
        field="deadline_ms"
        label="Deadline"
        description="From the start of a call until its answer begins"
        placeholder="120 000 ms"
        suffix=" ms"
        min={100}
        value={route.deadline_ms}
        onChange={(deadline_ms) => onChange({ deadline_ms })}
      />
      <Part
        title="Hedge"
        says="Without a byte after so long, further targets are called as well; the first to answer wins."
        on={hedge != null}
        onToggle={(on) => onChange({ hedge: on ? { after_ms: 400, max: 1 } : null })}
      >
        <NumberField
          field="hedge.after_ms"
          label="After"
          suffix=" ms"
          min={1}
          value={hedge?.after_ms}
          onChange={(after_ms) => onChange({ hedge: { ...hedge, after_ms: after_ms ?? 0 } })}
        />
        <NumberField
          field="hedge.max"
          label="Further targets"
          placeholder="1"
          min={1}
          max={3}
          value={hedge?.max}
          onChange={(max) => onChange({ hedge: { after_ms: 400, ...hedge, max } })}
        />
      </Part>
      <Part
        title="Retries of its own"
        says="At one target, after the first attempt. Otherwise 3, with pauses of 100 to 800 ms."
        on={retry != null}
        onToggle={(on) => onChange({ retry: on ? { max: 3, first_ms: 100, max_ms: 800 } : null })}
      >
        <NumberField
          field="retry.max"
          label="Attempts after the first"
          placeholder="3"
          min={0}
          max={10}
          value={retry?.max}
          onChange={(max) => onChange({ retry: { ...retry, max } })}
        />
        <NumberField
          field="retry.first_ms"
          label="First pause"
          placeholder="100 ms"
          suffix=" ms"
          min={1}
          value={retry?.first_ms}
          onChange={(first_ms) => onChange({ retry: { ...retry, first_ms } })}
        />
        <NumberField
          field="retry.max_ms"
          label="Longest pause"
          placeholder="800 ms"
          suffix=" ms"
          min={1}
          value={retry?.max_ms}
          onChange={(max_ms) => onChange({ retry: { ...retry, max_ms } })}
        />
      </Part>
      <Part
        title="Circuit of its own"
        says="So many failures in a row keep a target from being called. Otherwise 5, for 30 s."
        on={circuit != null}
        onToggle={(on) => onChange({ circuit: on ? { failures: 5, open_ms: 30_000 } : null })}
      >
        <NumberField
          field="circuit.failures"
          label="Failures in a row"
          placeholder="5"
          min={1}
          value={circuit?.failures}
          onChange={(failures) => onChange({ circuit: { ...circuit, failures } })}
        />
        <NumberField
          field="circuit.open_ms"
          label="Open for"
          placeholder="30 000 ms"
          suffix=" ms"
          min={100}
          value={circuit?.open_ms}
          onChange={(open_ms) => onChange({ circuit: { ...circuit, open_ms } })}
        />
      </Part>
    </>
  );
}
