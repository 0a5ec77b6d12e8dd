// SPDX-License-Identifier: Apache-2.0
// Numbers, money and times as people read them. Every number has a unit or a separator; money keeps honest digits.

const locale = typeof navigator === 'undefined' ? 'en-US' : navigator.language;

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const absolute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

export const none = '–';

export function count(value: number | null | undefined): string {
  return value == null ? none : whole.format(value);
}

/** Short form for axes and tiles: 12.3K. */
export function short(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value);
}

export function share(part: number, of: number): string {
  return of === 0 ? none : percent.format(part / of);
}

/** Dollars from micro-dollars: two digits from one dollar up, down to the last micro-dollar below. */
export function money(microUsd: number | null | undefined): string {
  if (microUsd == null) return none;
  const usd = Math.abs(microUsd) / 1e6;
  const digits = usd >= 1 || usd === 0 ? 2 : usd >= 0.01 ? 4 : 6;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(microUsd / 1e6);
}

/** Milliseconds below ten seconds, then seconds, then minutes. */
export function millis(value: number | null | undefined): string {
  if (value == null) return none;
  if (value < 10_000) return `${whole.format(value)} ms`;
  if (value < 120_000) return `${(value / 1000).toFixed(1)} s`;
  return `${whole.format(value / 60_000)} min`;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
];

/** How long ago or how far ahead, in the largest fitting unit. */
export function ago(time: string, now: number): string {
  let value = (Date.parse(time) - now) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(value) < size) return relative.format(Math.round(value), unit);
    value /= size;
  }
  return none;
}

/** Date, time and zone. */
export function exact(time: string): string {
  return absolute.format(new Date(time));
}

/** The time of day, to the second. */
export function clock(at: number): string {
  return time.format(at);
}

export function date(time: string): string {
  return day.format(new Date(time));
}

/** `pending_approval` → `Pending approval`. */
export function words(code: string): string {
  const text = code.replaceAll('_', ' ').replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in the largest unit that leaves at least one before the point: 1.4 GB. */
export function bytes(value: number | null | undefined): string {
  if (value == null) return none;
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < sizes.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? whole.format(size) : size.toFixed(1)} ${sizes[unit] ?? ''}`;
}
