// SPDX-License-Identifier: Apache-2.0
import { Button, Slider } from '@mantine/core';
import { useState } from 'react';
import { exact } from '../../logic/format';

interface Props {
  /** The earliest moment worth a look; null while it is not known. */
  from: number | null;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

const parts = 200;

/** Moves through time; at its end it is now, and stays so. */
export function AsOf({ from, value, onChange }: Props) {
  const [now] = useState(() => Date.now());
  const [begin, setBegin] = useState(from);
  // Looking back shows less, so the earliest that was ever seen stays the beginning.
  if (from !== null && (begin === null || from < begin)) setBegin(from);
  const first = Math.min(begin ?? now - 86_400_000, now - 60_000);
  const toPart = (time: number) => Math.round(((time - first) / (now - first)) * parts);
  const [moved, setMoved] = useState<number>();
  const at = moved ?? (value ? Math.max(0, Math.min(parts, toPart(Date.parse(value)))) : parts);
  const said = at >= parts ? 'now' : exact(new Date(first + ((now - first) * at) / parts).toISOString());
  return (
    <div className="as-of grow">
      <div className="row between small">
        <span id="as-of-label">As of</span>
        <span className="dim" role="status">
          {said}
        </span>
      </div>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <Slider
          className="grow"
          min={0}
          max={parts}
          value={at}
          label={null}
          thumbLabel="As of"
          thumbProps={{ 'aria-valuetext': said }}
          onChange={setMoved}
          onChangeEnd={(part) => {
            setMoved(undefined);
            onChange(part >= parts ? undefined : new Date(first + ((now - first) * part) / parts).toISOString());
          }}
        />
        <Button size="xs" variant="default" disabled={value === undefined} onClick={() => onChange(undefined)}>
          Now
        </Button>
      </div>
    </div>
  );
}
