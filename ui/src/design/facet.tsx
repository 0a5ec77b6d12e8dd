// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { count } from '../logic/format';

interface FacetProps {
  title: string;
  counts: Record<string, number> | undefined;
  chosen: string | undefined;
  onChoose: (value: string | undefined) => void;
  label: (value: string) => string;
}

/** The values of one field with how many have each; one can be chosen. */
export function Facet({ title, counts, chosen, onChoose, label }: FacetProps) {
  const [all, setAll] = useState(false);
  const sorted = Object.entries(counts ?? {}).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  if (chosen && !sorted.some(([value]) => value === chosen)) sorted.unshift([chosen, 0]);
  if (sorted.length === 0) return null;
  return (
    <div role="group" aria-label={title}>
      <div className="facet-title">{title}</div>
      <div className="facet-list">
        {sorted.slice(0, all ? undefined : 8).map(([value, number]) => (
          <button
            key={value}
            type="button"
            className="facet"
            aria-pressed={value === chosen}
            onClick={() => onChoose(value === chosen ? undefined : value)}
          >
            <span className="clip">{label(value)}</span>
            <span className="dim">{count(number)}</span>
          </button>
        ))}
        {sorted.length > 8 ? (
          <button type="button" className="facet dim" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${count(sorted.length)}`}
          </button>
        ) : null}
      </div>
    </div>
  );
}
