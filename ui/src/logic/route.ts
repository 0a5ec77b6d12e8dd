// SPDX-License-Identifier: Apache-2.0
// A service's route while it is edited: always a whole document, which the server judges with every pause in typing.
import type { RouteQuestion, RouteTarget, ServiceRoute, Violation } from '../api/types';

export const STRATEGIES = {
  priority: { label: 'By priority', says: 'The smallest number first; what is equal is drawn by weight.' },
  weighted: { label: 'By weight', says: 'By chance, as often as the weights say.' },
  least_latency: {
    label: 'Fastest',
    says: 'The earliest expected end, by measured time to the first byte and tokens per second.',
  },
  least_cost: { label: 'Cheapest', says: 'The smallest estimated price of the call.' },
  least_busy: { label: 'Least busy', says: 'The fewest calls under way.' },
} as const;
export type Strategy = keyof typeof STRATEGIES;
export const STRATEGY_NAMES = Object.keys(STRATEGIES) as Strategy[];

/** What a call looks like that is only thought of. */
export interface Thought {
  tokens: number | null;
  maxOutput: number | null;
  stream: boolean;
  tools: boolean;
  images: boolean;
  user: string;
  /** One header in each line, `name: value`. */
  headers: string;
}

export const firstThought: Thought = {
  tokens: 500,
  maxOutput: null,
  stream: true,
  tools: false,
  images: false,
  user: '',
  headers: '',
};

/** A route where there is none yet: the service's own upstream as its only target. */
export function ownUpstream(service: { upstream: string; upstream_model: string }): ServiceRoute {
  const target = { id: 'primary', upstream: service.upstream, upstream_model: service.upstream_model };
  return { strategy: 'priority', targets: [target] };
}

export function withTarget(route: ServiceRoute, at: number, changes: Partial<RouteTarget>): ServiceRoute {
  const before = route.targets[at];
  if (!before) return route;
  const targets = route.targets.map((target, i) => (i === at ? { ...target, ...changes } : target));
  const changed = { ...route, targets };
  // Who refers to a target goes on referring to it when it is renamed, unless another one has that name, too.
  const { id } = changes;
  const same = route.targets.filter((target) => target.id === before.id).length;
  return id === undefined || id === before.id || same > 1 ? changed : referring(changed, before.id, id);
}

function referring(route: ServiceRoute, before: string, now: string): ServiceRoute {
  const { canary, shadow, fallbacks } = route;
  return {
    ...route,
    canary: canary?.target === before ? { ...canary, target: now } : canary,
    shadow: shadow?.target === before ? { ...shadow, target: now } : shadow,
    fallbacks: fallbacks?.map((id) => (id === before ? now : id)),
  };
}

/** Without this target, and without what referred to it. */
export function withoutTarget(route: ServiceRoute, at: number): ServiceRoute {
  const gone = route.targets[at]?.id;
  const targets = route.targets.filter((_, i) => i !== at);
  if (targets.some((target) => target.id === gone)) return { ...route, targets };
  return {
    ...route,
    targets,
    canary: route.canary?.target === gone ? null : route.canary,
    shadow: route.shadow?.target === gone ? null : route.shadow,
    fallbacks: route.fallbacks?.filter((id) => id !== gone),
  };
}

export function anotherTarget(route: ServiceRoute, upstream: string): ServiceRoute {
  const taken = new Set(route.targets.map((target) => target.id));
  let number = route.targets.length + 1;
  while (taken.has(`target-${number}`)) number++;
  return { ...route, targets: [...route.targets, { id: `target-${number}`, upstream, upstream_model: '' }] };
}

/** As it is sent: what was left empty is absent, so that the server's default holds. */
export function sent(route: ServiceRoute): ServiceRoute {
  return filled({
    strategy: route.strategy,
    targets: route.targets.map((target) => ({
      ...filled(target),
      // Needed: an empty one is told by the server, not left out here.
      ...{ id: target.id, upstream: target.upstream, upstream_model: target.upstream_model },
    })),
    sticky: route.sticky ? filled(route.sticky) : null,
    canary: route.canary,
    shadow: route.shadow,
    fallbacks: route.fallbacks,
    hedge: route.hedge ? filled(route.hedge) : null,
    retry: route.retry ? filled(route.retry) : null,
    deadline_ms: route.deadline_ms,
    circuit: route.circuit ? filled(route.circuit) : null,
    cache: route.cache ? filled(route.cache) : null,
  });
}

function filled<T extends object>(value: T): T {
  const kept = Object.entries(value).filter(
    ([, one]) => one !== null && one !== undefined && one !== '' && !(Array.isArray(one) && one.length === 0),
  );
  return Object.fromEntries(kept) as T;
}

/** Whether two routes mean the same, whatever the server added to one of them. */
export function sameRoute(one: ServiceRoute, other: ServiceRoute): boolean {
  return JSON.stringify(canonical(sent(one))) === JSON.stringify(canonical(sent(other)));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, one]) => [name, canonical(one)]),
  );
}

/** The lines as headers; a line without a name and a colon is a fault. */
export function headersOf(lines: string): { headers: Record<string, string>; fault: string | null } {
  const headers: Record<string, string> = {};
  for (const line of lines.split('\n').filter((one) => one.trim() !== '')) {
    const match = /^\s*([A-Za-z0-9-]+)\s*:\s*(.*?)\s*$/.exec(line);
    if (!match?.[1]) return { headers, fault: `'${line.trim()}' (expected: a name and a value, such as x-team: red)` };
    headers[match[1].toLowerCase()] = match[2] ?? '';
  }
  return { headers, fault: null };
}

export function questionOf(thought: Thought, route: ServiceRoute): RouteQuestion {
  const { headers } = headersOf(thought.headers);
  return {
    tokens: thought.tokens,
    max_output: thought.maxOutput,
    stream: thought.stream,
    has_tools: thought.tools,
    has_images: thought.images,
    user: thought.user || null,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    route: sent(route),
  };
}

/** Messages by field, several to one field on lines of their own; without the field, which stands above them. */
export function faultsByField(violations: readonly Violation[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { field, message } of violations) {
    const said = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
    all[field] = all[field] ? `${all[field]}\n${said}` : said;
  }
  return all;
}

/** A field of the document as people say it: `targets[1].upstream_model` is "Target 2, upstream model". */
export function fieldWords(field: string): string {
  const said = field
    .replace(/^targets\[(\d+)\]/, (_, at: string) => `target ${Number(at) + 1}`)
    .replace(/^fallbacks\[(\d+)\]/, (_, at: string) => `fallback ${Number(at) + 1}`)
    .replaceAll('.', ', ')
    .replaceAll('_', ' ');
  return said.charAt(0).toUpperCase() + said.slice(1);
}

export const LEFT_OUT: Record<string, string> = {
  shadow: 'Copies only',
  canary_not_drawn: 'Not drawn',
  no_upstream: 'No upstream',
  rule: 'Rule',
  tags: 'Tags',
  region: 'Region',
  context_window: 'Too long',
  price: 'Price',
  circuit_open: 'Circuit open',
  busy: 'Full',
};
