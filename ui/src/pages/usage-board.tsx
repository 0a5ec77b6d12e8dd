// SPDX-License-Identifier: Apache-2.0
import { Button, SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ChartShape } from '../design/chart-option';
import { Panel } from '../design/parts';
import { csv, download } from '../logic/csv';
import { Table, type Column } from '../design/table';
import { none } from '../logic/format';

const Chart = lazy(() => import('../design/chart'));

interface Props extends ChartShape {
  title: string;
  unit: string;
  range: string;
  /** Said instead of a chart without series. */
  empty?: string;
  /** From the stored unit to the one in the CSV's header. */
  exportScale?: number;
  onPick?: (series: string) => void;
}

interface Line {
  time: number;
  values: (number | null)[];
}

/** A chart titled by the question it answers, with its table and its CSV. */
export function Board({ title, unit, range, empty, exportScale = 1, onPick, ...shape }: Props) {
  const [view, setView] = useState('chart');
  const { series, times, write } = shape;
  const lines = useMemo(
    (): Line[] => times.map((time, i) => ({ time, values: series.map((one) => one.values[i] ?? null) })).reverse(),
    [times, series],
  );
  const columns = useMemo(
    (): Column<Line>[] => [
      {
        name: 'Time',
        cell: (line) => new Date(line.time).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' }),
      },
      ...series.map((one, i) => ({
        name: one.name,
        numeric: true,
        cell: (line: Line) => (line.values[i] == null ? none : write(line.values[i])),
      })),
    ],
    [series, write],
  );
  const save = () =>
    download(
      `${title
        .toLowerCase()
        .replace(/[^a-z]+/g, '-')
        .replace(/-$/, '')}-${range}.csv`,
      csv(
        ['time', ...series.map((one) => `${one.name} (${unit})`)],
        times.map((time, i) => [
          new Date(time).toISOString(),
          ...series.map((one) => (one.values[i] == null ? null : one.values[i] * exportScale)),
        ]),
      ),
    );
  return (
    <Panel
      title={
        <>
          {title} <span className="dim tiny">{unit}</span>
        </>
      }
      actions={
        <div className="row">
          <SegmentedControl
            size="xs"
            aria-label={`${title} Show as`}
            data={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
            value={view}
            onChange={setView}
          />
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={save}
            disabled={series.length === 0}
            aria-label={`Save “${title}” as CSV`}
          >
            CSV
          </Button>
        </div>
      }
    >
      <div style={{ height: 260, overflow: 'auto' }}>
        {series.length === 0 ? (
          <div className="dim" style={{ display: 'grid', placeItems: 'center', height: '100%' }}>
            {empty}
          </div>
        ) : view === 'table' ? (
          // A scrolling region must be reachable by keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div tabIndex={0} role="region" aria-label={`${title} Table`}>
            <Table label={title} items={lines} columns={columns} rowKey={(line) => String(line.time)} />
          </div>
        ) : (
          <Suspense fallback={null}>
            <Chart
              {...shape}
              label={`${title} In ${unit}, over time. The same numbers are in the table.`}
              onPick={onPick}
            />
          </Suspense>
        )}
      </div>
    </Panel>
  );
}
