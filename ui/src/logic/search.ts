// SPDX-License-Identifier: Apache-2.0
// What may stand in an address. Anything else is dropped, so a bad link opens the page rather than an error.

type Raw = Record<string, unknown>;

export function text(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  return typeof value === 'string' && value !== ''
    ? value.slice(0, 500)
    : typeof value === 'number'
      ? String(value)
      : undefined;
}

export function oneOf<T extends string>(raw: Raw, name: string, allowed: readonly T[]): T | undefined {
  const given = text(raw, name);
  return allowed.find((value) => value === given);
}

export function time(raw: Raw, name: string): string | undefined {
  const value = text(raw, name);
  return value !== undefined && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** Where to go after login: a path of ours, never another site. */
export function localPath(value: string | undefined): string {
  return value && /^\/(?![/\\])/.test(value) ? value : '/';
}

/** Says that each of these may be missing from an address. */
export function optional<T extends object>(search: T): Partial<T> {
  return search;
}
