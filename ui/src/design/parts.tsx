// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { ago, count, exact, none, share, words } from '../logic/format';
import { toneOf, type Tone } from './theme';

export function State({ value, label }: { value: string; label?: string }) {
  return (
    <span className="state" data-tone={toneOf(value)}>
      {label ?? words(value)}
    </span>
  );
}

export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag">{children}</span>;
}

let clock = Date.now();
const listeners = new Set<(now: number) => void>();
setInterval(() => {
  clock = Date.now();
  listeners.forEach((listener) => listener(clock));
}, 15_000);

/** A clock that ticks every 15 seconds, one timer for all. */
export function useNow(): number {
  const [now, setNow] = useState(clock);
  useEffect(() => {
    listeners.add(setNow);
    return () => void listeners.delete(setNow);
  }, []);
  return now;
}

/** The clock ticks slowly; what happened since its last tick did not happen in the future. */
function reading(time: string, now: number): number {
  return Math.max(now, Date.now() - 15_000, Math.min(Date.parse(time), Date.now()));
}

/** A moment, relative; the absolute time with its zone on hover. */
export function Ago({ time, fallback = none }: { time: string | null | undefined; fallback?: string }) {
  const now = useNow();
  if (!time) return <span className="dim">{fallback}</span>;
  return (
    <time dateTime={time} title={exact(time)} className="nowrap">
      {ago(time, reading(time, now))}
    </time>
  );
}

export function Copy({ value, label }: { value: string; label: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Tooltip label={clipboard.copied ? 'Copied' : label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}

export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="code">
      {/* Scrollable regions must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <Copy value={text} label="Copy" />
    </div>
  );
}

export function Facts({ items }: { items: [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value ?? none}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Notice({ tone, title, children }: { tone: Tone; title: string; children?: ReactNode }) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'note'}>
      <strong>{title}</strong>
      {children ? <div>{children}</div> : null}
    </div>
  );
}

/** What is used of a limit; without a limit only what is used. */
export function Meter({
  label,
  used,
  limit,
  unit,
}: {
  label: string;
  used: number;
  limit: number | null;
  unit: string;
}) {
  const part = limit ? Math.min(1, used / limit) : 0;
  const tone = part >= 1 ? 'bad' : part >= 0.8 ? 'warn' : 'accent';
  return (
    <div className="meter" data-tone={tone}>
      <div className="row between small">
        <span>{label}</span>
        <span className="dim">
          {limit === null
            ? `${count(used)} ${unit}, no limit`
            : `${count(used)} of ${count(limit)} · ${share(used, limit)}`}
        </span>
      </div>
      {limit === null ? null : (
        <div
          className="meter-bar"
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={Math.min(used, limit)}
        >
          <i style={{ width: `${part * 100}%` }} />
        </div>
      )}
    </div>
  );
}

export function Panel({
  title,
  actions,
  children,
  flush,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className="panel">
      {title ? (
        <div className="panel-head">
          <h2>{title}</h2>
          {actions}
        </div>
      ) : null}
      <div className={flush ? undefined : 'pad'}>{children}</div>
    </section>
  );
}
