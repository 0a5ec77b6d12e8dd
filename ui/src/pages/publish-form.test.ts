// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { blankForm, fieldOf, publishForm, request, slugOf } from './publish-form';

const good = {
  ...blankForm,
  slug: 'support-chat',
  name: 'Support chat',
  model: 'm@1.0.0',
  upstream: 'sim',
  upstreamModel: 'm',
};
const faults = (form: object) => publishForm.safeParse(form).error?.issues.map((issue) => issue.path.join('.')) ?? [];

describe('the publish form', () => {
  it('accepts a complete service', () => expect(faults(good)).toEqual([]));
  it('names every missing field', () =>
    expect(faults({ ...blankForm, slug: 'abc' })).toEqual(['name', 'model', 'upstream', 'upstreamModel']));
  it('needs only slug and asset when the registry has the rest', () => {
    const form = { ...blankForm, from: 'asset' as const, slug: 'abc', asset: 'svc@1.0.0' };
    expect(faults(form)).toEqual([]);
    expect(request(form)).toEqual({ slug: 'abc', service: 'svc@1.0.0' });
  });
  it('refuses bad slugs, versions and limits', () => {
    expect(faults({ ...good, slug: 'A b' })).toEqual(['slug']);
    expect(faults({ ...good, version: '1.x' })).toEqual(['version']);
    expect(faults({ ...good, plan: { ...good.plan, burst: 0 } })).toEqual(['plan.burst']);
  });
  it('sends no limit as null', () => expect(request(good).plan?.tokens_per_minute).toBeNull());
  it('makes slugs', () => expect(slugOf('  Größe & Über—Chat 2 ')).toBe('gro-e-uber-chat-2'));
  it('finds the field a refusal names', () => expect(fieldOf('plan.tokens_per_month')).toBe('plan.tokensPerMonth'));
});
