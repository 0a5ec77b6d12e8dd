// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery } from '@tanstack/react-query';
import { assetHistory } from '../../api/queries';
import type { Asset } from '../../api/types';
import { Ago, Panel } from '../../design/parts';
import { Show } from '../../design/states';
import { flat, LoadMore } from '../../design/table';
import { words } from '../../logic/format';

/** Who did what to this version, newest first. */
export function Activity({ it }: { it: Asset }) {
  const query = useInfiniteQuery(assetHistory(it.id));
  return (
    <div className="stack">
      <Panel title="Activity" flush>
        <Show query={query}>
          {(data) => (
            <ol className="entries" aria-label="Activity">
              {flat(data).map((one) => (
                <li key={`${one.id} ${one.revision} ${one.action}`} className="entry">
                  <div style={{ minWidth: 0 }}>
                    <div>
                      <strong>{words(one.action)}</strong> <span className="dim">by {one.actor}</span>
                    </div>
                    {one.reason ? <div className="small wrap">{one.reason}</div> : null}
                    {one.patch.length > 0 ? (
                      <ul className="changes mono tiny dim">
                        {one.patch.slice(0, 8).map((step, i) => (
                          <li key={i}>{said(step)}</li>
                        ))}
                        {one.patch.length > 8 ? <li>and {one.patch.length - 8} more</li> : null}
                      </ul>
                    ) : null}
                  </div>
                  <div className="tiny dim">
                    <Ago time={one.at} />
                  </div>
                </li>
              ))}
            </ol>
          )}
        </Show>
      </Panel>
      <LoadMore query={query} />
    </div>
  );
}

/** A step of a JSON patch in one line. */
function said(step: unknown): string {
  const { op, path, value } = step as { op?: string; path?: string; value?: unknown };
  const text = value === undefined ? '' : ` ${JSON.stringify(value)}`;
  return `${op ?? ''} ${path ?? ''}${text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
}
