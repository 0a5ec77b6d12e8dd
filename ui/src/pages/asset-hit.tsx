// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import type { AssetHit as Hit } from '../api/types';
import { Ago, State, Tag } from '../design/parts';
import { why } from '../logic/asset-search';
import { words } from '../logic/format';
import { Ranged } from './marked';

const shownTags = 6;

/** One asset among the hits of a search: what matched, and enough to choose. */
export function AssetHit({ hit }: { hit: Hit }) {
  const marked = (field: string, text: string) => {
    const highlight = hit.highlights[field];
    return highlight ? <Ranged text={highlight.text} ranges={highlight.ranges} /> : text;
  };
  return (
    <li className="entry">
      <div style={{ minWidth: 0 }}>
        <div className="row">
          <Link
            to="/registry/$kind/$name/$version/manifest"
            params={{ kind: hit.kind, name: hit.name, version: hit.version }}
            data-row
          >
            {marked('name', hit.name)}
          </Link>
          <span className="mono small dim">{hit.version}</span>
          {hit.status === 'published' ? null : <State value={hit.status} />}
        </div>
        <div className="dim small wrap">{marked('description', hit.description || 'No description.')}</div>
        {hit.tags.length > 0 ? (
          <div className="row" style={{ marginTop: 6, gap: 4 }}>
            {hit.tags.slice(0, shownTags).map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
            {hit.tags.length > shownTags ? <span className="tiny dim">+{hit.tags.length - shownTags}</span> : null}
          </div>
        ) : null}
        <Why of={hit} />
      </div>
      <div className="tiny dim entry-side">
        <span>{words(hit.kind)}</span>
        {hit.provider || hit.owner ? <span>{[hit.provider, hit.owner].filter(Boolean).join(' · ')}</span> : null}
        <Ago time={hit.updated_at} />
      </div>
    </li>
  );
}

function Why({ of }: { of: Hit }) {
  const said = why(of.explanation);
  if (!said) return null;
  return (
    <details className="tiny why">
      <summary>{said.title}</summary>
      {said.reasons.map((reason) => (
        <div key={reason} className="wrap">
          {reason}
        </div>
      ))}
    </details>
  );
}
