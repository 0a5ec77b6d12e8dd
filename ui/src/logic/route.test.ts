// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { ServiceRoute } from '../api/types';
import {
  anotherTarget,
  faultsByField,
  fieldWords,
  firstThought,
  headersOf,
  ownUpstream,
  questionOf,
  sameRoute,
  sent,
  withoutTarget,
  withTarget,
} from './route';

const target = (id: string) => ({ id, upstream: 'openai', upstream_model: 'gpt-4o-mini' });
const route: ServiceRoute = {
  strategy: 'weighted',
  targets: [target('a'), target('b'), target('c'), target('d')],
  canary: { target: 'b', percent: 5 },
  shadow: { target: 'c', percent: 10 },
  fallbacks: ['d'],
};

describe('editing targets', () => {
  it('keeps what refers to a target that is renamed', () => {
    const renamed = [1, 2, 3].reduce((it, at) => withTarget(it, at, { id: `new-${at}` }), route);
    expect(renamed.canary?.target).toBe('new-1');
    expect(renamed.shadow?.target).toBe('new-2');
    expect(renamed.fallbacks).toEqual(['new-3']);
  });

  it('moves no reference while two targets share a name', () => {
    const twice = withTarget(route, 0, { id: 'b' });
    expect(withTarget(twice, 0, { id: 'bb' }).canary?.target).toBe('b');
  });

  it('drops what referred to a target that is removed', () => {
    const fewer = withoutTarget(withoutTarget(withoutTarget(route, 3), 2), 1);
    expect(fewer).toMatchObject({ canary: null, shadow: null, fallbacks: [] });
    expect(fewer.targets.map((it) => it.id)).toEqual(['a']);
  });

  it('gives a new target a name that is free', () => {
    const more = anotherTarget(withTarget(route, 0, { id: 'target-5' }), 'vllm');
    expect(more.targets.at(-1)).toEqual({ id: 'target-6', upstream: 'vllm', upstream_model: '' });
  });

  it('begins with the service’s own upstream', () => {
    expect(ownUpstream({ upstream: 'u', upstream_model: 'm' }).targets).toEqual([
      { id: 'primary', upstream: 'u', upstream_model: 'm' },
    ]);
  });
});

describe('what is sent', () => {
  it('leaves out what is empty, but never what a target needs', () => {
    const made = sent({
      ...route,
      revision: 4,
      service_id: 'x',
      targets: [{ ...target(''), tags: [], region: '', weight: 0, when: null }],
      fallbacks: [],
      hedge: { after_ms: 400, max: null },
    });
    expect(made.targets).toEqual([{ id: '', upstream: 'openai', upstream_model: 'gpt-4o-mini', weight: 0 }]);
    expect(made).not.toHaveProperty('fallbacks');
    expect(made).not.toHaveProperty('revision');
    expect(made.hedge).toEqual({ after_ms: 400 });
  });

  it('is the same whatever order its members stand in', () => {
    const { targets, ...rest } = route;
    expect(sameRoute(route, { ...rest, revision: 2, targets, sticky: null })).toBe(true);
    expect(sameRoute(route, withTarget(route, 0, { weight: 2 }))).toBe(false);
  });
});

describe('a request that is thought of', () => {
  it('reads headers by line', () => {
    const thought = { ...firstThought, headers: 'X-Team: red: blue\n\n x-llmops-region:eu ' };
    expect(headersOf(thought.headers).fault).toBeNull();
    expect(questionOf(thought, route).headers).toEqual({ 'x-team': 'red: blue', 'x-llmops-region': 'eu' });
  });

  it('names a line that is no header', () => {
    expect(headersOf('x-team red').fault).toContain("'x-team red'");
    expect(questionOf({ ...firstThought, headers: 'nothing' }, route)).not.toHaveProperty('headers');
  });
});

describe('what the server refused', () => {
  const violation = (field: string, message: string) => ({ field, message, value: null, expected: '' });

  it('stands beside its field, once for each message', () => {
    expect(
      faultsByField([violation('canary.target', "canary.target: 'x' (expected: y)"), violation('canary.target', 'z')]),
    ).toEqual({ 'canary.target': "'x' (expected: y)\nz" });
  });

  it('names fields as people do', () => {
    expect(fieldWords('targets[1].upstream_model')).toBe('Target 2, upstream model');
    expect(fieldWords('fallbacks[0]')).toBe('Fallback 1');
    expect(fieldWords('deadline_ms')).toBe('Deadline ms');
  });
});
