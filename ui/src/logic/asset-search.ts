// SPDX-License-Identifier: Apache-2.0
// The address of the assets page as a question to the search, and back.

import type { AssetHit, AssetSearchAnswer } from '../api/types';

/** What the address of the assets page holds. */
export interface AssetSearchState {
  q?: string | undefined;
  kind?: string | undefined;
  status?: string | undefined;
  provider?: string | undefined;
  owner?: string | undefined;
  tag?: string | undefined;
  licence?: string | undefined;
  mode?: 'text' | 'semantic' | undefined;
  sort?: 'name' | '-created_at' | '-updated_at' | undefined;
}

/** The facets, in the order they are shown: the field of the search, the name in the address, the title. */
export const assetFacets = [
  { field: 'kind', key: 'kind', title: 'Kind' },
  { field: 'status', key: 'status', title: 'State' },
  { field: 'provider', key: 'provider', title: 'Provider' },
  { field: 'owner', key: 'owner', title: 'Owner' },
  { field: 'tags', key: 'tag', title: 'Tag' },
  { field: 'licence', key: 'licence', title: 'Licence' },
] as const;

/** The question without its page. Without a text there is nothing to find by meaning, so the mode is left out. */
export function assetQuestion(state: AssetSearchState) {
  // The document describes a value of any type as an object; these are texts.
  const conditions = assetFacets
    .filter(({ key }) => state[key])
    .map(({ field, key }) => ({ field, in: [state[key] as never] }));
  return {
    ...(state.q ? { q: state.q, highlight: true, explain: true } : {}),
    ...(state.q && state.mode ? { mode: state.mode } : {}),
    ...(conditions.length > 0 ? { query: { and: conditions } } : {}),
    ...(state.sort ? { sort: state.sort } : {}),
    facets: assetFacets.map(({ field }) => field as string),
  };
}

export function isFiltered(state: AssetSearchState): boolean {
  return assetFacets.some(({ key }) => state[key]);
}

/** What to say of meaning while it is not known of every asset; null when it is. */
export function meaningKnown(index: { documents: number; vectors: number }): number | null {
  if (index.documents === 0 || index.vectors >= index.documents) return null;
  return Math.floor((index.vectors / index.documents) * 100);
}

type Explanation = NonNullable<AssetHit['explanation']>;

/** Why a hit is there: in one line, and what speaks for it. Null when nothing does. */
export function why(of: Explanation | null): { title: string; reasons: string[] } | null {
  if (!of) return null;
  const byWords = of.text_rank !== null;
  const byMeaning = of.semantic_rank !== null;
  if (!byWords && !byMeaning) return null;
  const found = Object.entries(of.matched_terms).map(
    ([field, terms]) => `${terms.map((term) => `“${term}”`).join(', ')} in ${fieldTitle(field)}`,
  );
  const reasons = [];
  if (byWords) {
    const place = `Place ${of.text_rank} by words`;
    reasons.push(found.length > 0 ? `${place}: ${found.join('; ')}.` : `${place}.`);
  }
  if (byMeaning) {
    const near = of.similarity === null ? '' : `: ${nearness(of.similarity)}`;
    reasons.push(`Place ${of.semantic_rank} by meaning${near}.`);
  }
  const title = byWords && byMeaning ? 'Found by words and meaning' : byWords ? 'Found by words' : 'Found by meaning';
  return { title, reasons };
}

const fieldTitles: Record<string, string> = { spec: 'the specification', tags: 'the tags', labels: 'the labels' };

function fieldTitle(field: string): string {
  return fieldTitles[field] ?? `the ${field.replaceAll('_', ' ')}`;
}

/** The cosine of two meanings as people say it; the figure itself stands beside it. */
function nearness(similarity: number): string {
  const word = similarity >= 0.5 ? 'very near' : similarity >= 0.35 ? 'near' : 'loosely near';
  return `${word} to the question (${similarity.toFixed(2)} of 1)`;
}

export function isRebuilding(state: AssetSearchAnswer['index']['state'] | undefined): boolean {
  return state === 'rebuilding';
}
