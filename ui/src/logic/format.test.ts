// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ago, bytes, count, millis, money, none, plural, share, words } from './format';

describe('money', () => {
  it('keeps the digits a small amount needs', () => {
    expect(money(150)).toBe('$0.000150');
    expect(money(1)).toBe('$0.000001');
    expect(money(12_345)).toBe('$0.0123');
    expect(money(1_500_000)).toBe('$1.50');
    expect(money(1_234_567_890)).toBe('$1,234.57');
  });
  it('says zero plainly and nothing as a dash', () => {
    expect(money(0)).toBe('$0.00');
    expect(money(null)).toBe(none);
  });
});

describe('times', () => {
  const now = Date.parse('2026-01-10T12:00:00Z');
  it('uses the largest fitting unit, in both directions', () => {
    expect(ago('2026-01-10T11:59:30Z', now)).toBe('30 seconds ago');
    expect(ago('2026-01-10T09:00:00Z', now)).toBe('3 hours ago');
    expect(ago('2026-01-09T12:00:00Z', now)).toBe('yesterday');
    expect(ago('2026-01-10T12:15:00Z', now)).toBe('in 15 minutes');
    expect(ago('2024-01-10T12:00:00Z', now)).toBe('2 years ago');
  });
  it('changes unit when milliseconds no longer help', () => {
    expect(millis(842)).toBe('842 ms');
    expect(millis(12_400)).toBe('12.4 s');
    expect(millis(600_000)).toBe('10 min');
    expect(millis(undefined)).toBe(none);
  });
});

describe('counts and words', () => {
  it('separates thousands', () => expect(count(1234567)).toBe('1,234,567'));
  it('gives a size in its unit', () => {
    expect(bytes(999)).toBe('999 B');
    expect(bytes(1_400_000)).toBe('1.4 MB');
    expect(bytes(250_000_000_000)).toBe('250 GB');
  });
  it('does not divide by zero', () => expect(share(0, 0)).toBe(none));
  it('counts things', () => {
    expect(plural(1, 'call')).toBe('1 call');
    expect(plural(2, 'reply', 'replies')).toBe('2 replies');
  });
  it('turns a code into a sentence', () => expect(words('pending_approval')).toBe('Pending approval'));
});
