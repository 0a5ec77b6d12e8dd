// SPDX-License-Identifier: Apache-2.0
import { Button, PasswordInput, Select } from '@mantine/core';
import { Notice } from '../../design/parts';
import { advice, type ChatTurn } from '../../logic/chat';
import { Figures } from '../playground';

interface Props {
  label: string;
  slugs: string[];
  slug: string;
  /** A key is made when it is needed; one that is pasted goes before it. */
  subscribed: boolean;
  pasted: string;
  turn: ChatTurn | undefined;
  onSlug: (slug: string) => void;
  onKey: (key: string) => void;
  onStop: () => void;
  onRemove: (() => void) | null;
}

export function Column({ label, slugs, slug, subscribed, pasted, turn, onSlug, onKey, onStop, onRemove }: Props) {
  const known = slugs.includes(slug) ? slugs : [slug, ...slugs];
  return (
    <section className="panel" aria-label={label}>
      <div className="pad stack tight" style={{ borderBottom: '1px solid var(--line)' }}>
        <Select
          label="Service"
          searchable
          allowDeselect={false}
          data={known}
          value={slug}
          onChange={(value) => onSlug(value ?? slug)}
        />
        <PasswordInput
          label="Key"
          description={
            subscribed ? 'Empty: one of your subscription, for 15 minutes' : 'You have not subscribed: paste a key'
          }
          autoComplete="off"
          required={!subscribed}
          value={pasted}
          onChange={(event) => onKey(event.currentTarget.value)}
        />
        {onRemove || turn?.state === 'streaming' ? (
          <div className="row" style={{ gap: 4 }}>
            {onRemove ? (
              <Button size="compact-xs" variant="subtle" color="gray" onClick={onRemove}>
                Remove
              </Button>
            ) : null}
            {turn?.state === 'streaming' ? (
              <Button size="compact-xs" variant="subtle" color="gray" onClick={onStop}>
                Stop this one
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
      <div
        className="chat"
        role="log"
        aria-label={`${label} of ${slug}`}
        data-turn={turn?.state ?? 'none'}
        // The answer scrolls, so it must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <Said turn={turn} />
      </div>
    </section>
  );
}

function Said({ turn }: { turn: ChatTurn | undefined }) {
  if (!turn) return <p className="dim">The answer appears here as it comes.</p>;
  const waiting = turn.state === 'streaming' && !turn.text;
  return (
    <div>
      <p data-answer>{waiting ? <span className="dim">Waiting for the answer…</span> : turn.text}</p>
      <Figures turn={turn} />
      {turn.state === 'stopped' ? <Notice tone="warn" title="Stopped. What was written until then counts." /> : null}
      {turn.error ? (
        <Notice tone="bad" title={turn.error.message}>
          {advice(turn.error)}
          <div className="tiny dim">
            {[turn.error.code, turn.error.status ? `HTTP ${turn.error.status}` : null].filter(Boolean).join(' · ')}
          </div>
        </Notice>
      ) : null}
    </div>
  );
}
