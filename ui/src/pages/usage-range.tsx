// SPDX-License-Identifier: Apache-2.0
import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { UsageState } from '../logic/usage';

/** `2026-01-10T12:00` in local time, as the browser's own field wants it. */
function local(time: number): string {
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const longestDays = 400;

/** A time with both ends chosen. */
export function Range({ state, onChange }: { state: UsageState; onChange: (changes: Partial<UsageState>) => void }) {
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const start = Date.parse(from);
  const end = Date.parse(to);
  const wrong =
    end <= start
      ? 'The end must be after the start'
      : end - start > longestDays * 86_400_000
        ? `At most ${longestDays} days`
        : null;
  const label =
    state.from && state.to
      ? `${new Date(state.from).toLocaleDateString()} to ${new Date(state.to).toLocaleDateString()}`
      : 'Other time';
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" withArrow trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant={state.from ? 'light' : 'default'}
          onClick={() => {
            setFrom(local(state.from ? Date.parse(state.from) : Date.now() - 7 * 86_400_000));
            setTo(local(state.to ? Date.parse(state.to) : Date.now()));
            setOpened(!opened);
          }}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="stack tight"
          onSubmit={(event) => {
            event.preventDefault();
            onChange({ from: new Date(start).toISOString(), to: new Date(end).toISOString(), grain: undefined });
            setOpened(false);
          }}
        >
          <TextInput
            size="xs"
            type="datetime-local"
            label="From"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            type="datetime-local"
            label="To"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            error={wrong}
          />
          <div className="tiny dim">In your time zone, {Intl.DateTimeFormat().resolvedOptions().timeZone}</div>
          <Button size="xs" type="submit" disabled={wrong !== null || Number.isNaN(start) || Number.isNaN(end)}>
            Show this time
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
