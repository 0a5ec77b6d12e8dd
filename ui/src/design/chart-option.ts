// SPDX-License-Identifier: Apache-2.0
import type { Series } from '../logic/usage';
import { othersColour, seriesColours } from './theme';

export interface ChartShape {
  kind: 'bar' | 'line';
  times: number[];
  series: Series[];
  /** How a value is written, with its unit. */
  write: (value: number) => string;
  stepSeconds: number;
  /** Values are whole numbers, so the axis has no steps between. */
  whole?: boolean;
}

interface Ink {
  text: string;
  line: string;
  panel: string;
  strong: string;
  font: string;
}

function axisTime(time: number, stepSeconds: number): string {
  const options: Intl.DateTimeFormatOptions =
    stepSeconds >= 86_400 ? { month: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit' };
  return new Date(time).toLocaleString(undefined, options);
}

function fullTime(time: number): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

const escape = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** ECharts' options for our shape. Ghost series are thin grey dashes and never stack. */
export function option(shape: ChartShape, ink: Ink) {
  const { kind, times, series, write, stepSeconds } = shape;
  let next = 0;
  const colour = (one: Series) =>
    one.ghost || one.name === 'others' ? othersColour : (seriesColours[next++ % seriesColours.length] ?? othersColour);
  return {
    animation: false,
    textStyle: { fontFamily: ink.font },
    grid: { left: 8, right: 12, top: 16, bottom: 32, containLabel: true },
    legend: {
      bottom: 0,
      left: 0,
      type: 'scroll',
      icon: 'circle',
      itemWidth: 8,
      itemHeight: 8,
      textStyle: { color: ink.text, fontSize: 12, fontFamily: ink.font },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: ink.panel,
      borderColor: ink.line,
      textStyle: { color: ink.strong, fontSize: 12 },
      formatter: (points: { dataIndex: number; marker: string; seriesName: string; value: number | null }[]) => {
        const lines = points
          .filter((point) => point.value !== null)
          .map(
            (point) =>
              `<div>${point.marker}${escape(point.seriesName)} <b style="float:right;margin-left:20px">${escape(write(point.value ?? 0))}</b></div>`,
          );
        return `<div style="margin-bottom:4px">${fullTime(times[points[0]?.dataIndex ?? 0] ?? 0)}</div>${lines.join('')}`;
      },
    },
    xAxis: {
      type: 'category',
      data: times.map((time) => axisTime(time, stepSeconds)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      minInterval: shape.whole ? 1 : 0,
      splitLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.text, fontSize: 11, formatter: (value: number) => write(value) },
    },
    series: series.map((one) => {
      const paint = colour(one);
      const line = one.ghost === true || kind === 'line';
      return {
        name: one.name,
        type: line ? 'line' : 'bar',
        stack: line ? undefined : 'all',
        data: one.values,
        color: paint,
        barMaxWidth: 22,
        barCategoryGap: '25%',
        showSymbol: kind === 'line' && times.length <= 2,
        connectNulls: false,
        z: one.ghost ? 1 : 2,
        lineStyle: one.ghost ? { width: 1.5, type: 'dashed', color: paint } : { width: 2 },
      };
    }),
  };
}
