// SPDX-License-Identifier: Apache-2.0
import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { FocusEvent } from 'react';
import { upstreams } from '../../api/queries';
import type { RouteTarget, ServiceRoute } from '../../api/types';
import { Panel } from '../../design/parts';
import { flat } from '../../design/table';
import { anotherTarget, STRATEGIES, STRATEGY_NAMES, withoutTarget, withTarget } from '../../logic/route';
import { Failures, Shares } from './behaviour';
import { Field } from './fields';
import { TargetCard } from './target-card';

interface FormProps {
  route: ServiceRoute;
  onChange: (route: ServiceRoute) => void;
  disabled: boolean;
  onTouched: (field: string) => void;
}

export function RouteForm({ route, onChange, disabled, onTouched }: FormProps) {
  const all = useInfiniteQuery(upstreams);
  const names = all.data ? flat(all.data).map((one) => one.name) : [];
  const strategy = route.strategy ?? 'priority';
  const set = (changes: Partial<ServiceRoute>) => onChange({ ...route, ...changes });
  const left = (event: FocusEvent<HTMLElement>) => {
    const field = event.target.closest<HTMLElement>('[data-field]')?.dataset['field'];
    if (field) onTouched(field);
  };
  return (
    <fieldset className="bare stack" disabled={disabled} onBlur={left}>
      <Panel title="Targets">
        <div className="stack">
          <Field field="strategy">
            <SegmentedControl
              aria-label="Strategy"
              size="xs"
              className="scroll-x"
              data={STRATEGY_NAMES.map((value) => ({ value, label: STRATEGIES[value].label }))}
              value={strategy}
              onChange={(value) => set({ strategy: STRATEGY_NAMES.find((one) => one === value) ?? 'priority' })}
            />
            <div className="small dim" style={{ marginTop: 6 }}>
              {STRATEGIES[strategy].says}
            </div>
          </Field>
          {route.targets.map((target, at) => (
            <TargetCard
              key={at}
              at={at}
              it={target}
              strategy={strategy}
              upstreams={names}
              part={partOf(route, target)}
              onChange={(changes) => onChange(withTarget(route, at, changes))}
              onRemove={route.targets.length > 1 ? () => onChange(withoutTarget(route, at)) : null}
            />
          ))}
          <div>
            <Button
              variant="default"
              size="xs"
              disabled={disabled || route.targets.length >= 32}
              onClick={() => onChange(anotherTarget(route, names[0] ?? ''))}
            >
              Add a target
            </Button>
          </div>
        </div>
      </Panel>
      <Panel title="Shares and order">
        <div className="stack">
          <Shares route={route} onChange={set} />
        </div>
      </Panel>
      <Panel title="When a target fails or is slow">
        <div className="stack">
          <Failures route={route} onChange={set} />
        </div>
      </Panel>
    </fieldset>
  );
}

function partOf(route: ServiceRoute, target: RouteTarget): 'canary' | 'shadow' | 'fallback' | null {
  if (route.canary?.target === target.id) return 'canary';
  if (route.shadow?.target === target.id) return 'shadow';
  return route.fallbacks?.includes(target.id) ? 'fallback' : null;
}
