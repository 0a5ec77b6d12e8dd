// SPDX-License-Identifier: Apache-2.0
import type { LiveTarget } from '../api/types';
import { plural } from './format';

/** The circuit in words; `tone` is a state that has one. */
export function circuitOf(it: LiveTarget, now: number): { label: string; tone: string; says: string | null } {
  switch (it.circuit) {
    case 'closed':
      // Not used is not the same as well.
      return it.calls === 0
        ? { label: 'Not used yet', tone: 'unknown', says: null }
        : { label: 'Closed', tone: 'active', says: null };
    case 'half_open':
      return { label: 'Half open', tone: 'paused', says: 'the next call tries it' };
    case 'open': {
      const wait = it.circuit_retry_at ? Math.ceil((Date.parse(it.circuit_retry_at) - now) / 1000) : 0;
      return {
        label: 'Open',
        tone: 'failed',
        says: wait > 0 ? `not called for ${wait} s` : 'tried with the next call',
      };
    }
  }
}

/** All of them in one sentence. */
export function standing(all: readonly LiveTarget[]): string {
  if (all.length === 0) return '';
  const open = all.filter((it) => it.circuit === 'open').length;
  const underWay = all.reduce((sum, it) => sum + it.under_way, 0);
  const parts = [plural(all.length, 'target'), `${plural(underWay, 'call')} under way`];
  if (open > 0) parts.push(`${plural(open, 'circuit')} open`);
  return parts.join(' · ');
}
