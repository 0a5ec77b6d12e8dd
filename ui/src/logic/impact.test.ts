// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Impacted } from '../api/types';
import { impactVerdict, through } from './impact';

const summary = (breaking: number, unknown: number, total: number) => ({
  total_impacted: total,
  breaking_changes: breaking,
  unknown_changes: unknown,
  critical_impacts: 0,
  recommended_actions: [],
});

describe('what breaks without a version', () => {
  it('is said by the worst of it', () => {
    expect(impactVerdict(summary(2, 1, 4))).toEqual({ tone: 'bad', title: '2 versions would break without it.' });
    expect(impactVerdict(summary(0, 1, 4))).toEqual({
      tone: 'warn',
      title: '1 version would take another version instead.',
    });
    expect(impactVerdict(summary(0, 0, 1))).toEqual({ tone: 'good', title: '1 version would go on without it.' });
  });
});

describe('the way to what is reached', () => {
  const at = (id: string, ...path: string[]): Impacted => ({
    node: {
      id,
      kind: 'agent',
      name: `team/${id}`,
      version: '1.0.0',
      status: 'published',
      depth: 1,
      dependency_count: 1,
    },
    distance: path.length - 1,
    impact_type: 'breaking',
    severity: 'high',
    path,
  });
  const all = [at('desk', 'model', 'desk'), at('triage', 'model', 'desk', 'triage')];
  it('is direct, or names what lies between', () =>
    expect(all.map((one) => through(one, all))).toEqual(['directly', 'team/desk 1.0.0']));
  it('says so when what lies between is not listed', () =>
    expect(through(at('far', 'model', 'gone', 'far'), all)).toBe('one that is not listed'));
});
