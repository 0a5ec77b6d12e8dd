// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { LiveTarget } from '../api/types';
import { circuitOf, standing } from './targets';

const target: LiveTarget = {
  service: 's',
  target: 't',
  circuit: 'closed',
  circuit_retry_at: null,
  under_way: 1,
  calls: 3,
  failures: 0,
  first_byte_ms: 20,
  whole_ms: null,
  tokens_per_second: null,
  last_used_at: null,
  last_failure_at: null,
  last_failure: null,
};
const now = Date.parse('2026-01-01T00:00:00Z');

describe('a circuit in words', () => {
  it('is not called well before it was used', () => {
    expect(circuitOf({ ...target, calls: 0 }, now)).toMatchObject({ label: 'Not used yet', tone: 'unknown' });
    expect(circuitOf(target, now)).toMatchObject({ label: 'Closed', tone: 'active' });
  });

  it('says when an open one is tried', () => {
    const open = { ...target, circuit: 'open' as const, circuit_retry_at: '2026-01-01T00:00:12.300Z' };
    expect(circuitOf(open, now).says).toBe('not called for 13 s');
    expect(circuitOf(open, now + 20_000).says).toBe('tried with the next call');
    expect(circuitOf({ ...target, circuit: 'half_open' }, now).says).toBe('the next call tries it');
  });
});

describe('all targets', () => {
  it('are summed up', () => {
    expect(standing([])).toBe('');
    expect(standing([target, { ...target, circuit: 'open', under_way: 2 }])).toBe(
      '2 targets · 3 calls under way · 1 circuit open',
    );
  });
});
