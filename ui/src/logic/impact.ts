// SPDX-License-Identifier: Apache-2.0
// What a version's going away means for those who need it, in words.
import type { Impact, Impacted } from '../api/types';
import { plural } from './format';

/** The worst of it in one sentence. */
export function impactVerdict(of: Impact['summary']): { tone: 'bad' | 'warn' | 'good'; title: string } {
  if (of.breaking_changes > 0)
    return { tone: 'bad', title: `${plural(of.breaking_changes, 'version')} would break without it.` };
  if (of.unknown_changes > 0)
    return { tone: 'warn', title: `${plural(of.unknown_changes, 'version')} would take another version instead.` };
  return { tone: 'good', title: `${plural(of.total_impacted, 'version')} would go on without it.` };
}

/** What lies between the version and the one it reaches; `directly` when nothing does. */
export function through(one: Impacted, all: readonly Impacted[]): string {
  const names = new Map(all.map(({ node }) => [node.id, `${node.name} ${node.version}`]));
  const between = one.path.slice(1, -1);
  return between.length === 0 ? 'directly' : between.map((id) => names.get(id) ?? 'one that is not listed').join(', ');
}
