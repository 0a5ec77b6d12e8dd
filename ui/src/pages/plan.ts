// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '../api/types';
import { count } from '../logic/format';

/** A plan's limits as people read them. */
export function planFacts(plan: Plan): [string, string][] {
  const limit = (value: number | null, unit: string) => (value === null ? 'no limit' : `${count(value)} ${unit}`);
  return [
    ['Calls', limit(plan.requests_per_month, 'per month')],
    ['Tokens', limit(plan.tokens_per_month, 'per month')],
    ['Rate', `${count(plan.requests_per_minute)} calls per minute`],
    ['Burst', `${count(plan.burst)} calls at once`],
    ['Token rate', limit(plan.tokens_per_minute, 'per minute')],
  ];
}
