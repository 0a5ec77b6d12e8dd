// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { pieces, ranged } from './marks';

describe('a highlighted text', () => {
  it('is cut at its marks', () =>
    expect(pieces('a <mark>b</mark> &amp; c')).toEqual([
      { text: 'a ', marked: false },
      { text: 'b', marked: true },
      { text: ' & c', marked: false },
    ]));
  it('keeps other markup as text', () =>
    expect(pieces('<img src=x>')).toEqual([{ text: '<img src=x>', marked: false }]));
});

describe('a text with ranges', () => {
  it('is cut where they begin and end', () =>
    expect(ranged('support chat', [{ start: 8, end: 12 }])).toEqual([
      { text: 'support ', marked: false },
      { text: 'chat', marked: true },
    ]));
  it('loses nothing when ranges overlap, touch, come in any order or lie outside', () =>
    expect(
      ranged('abcdef', [
        { start: 4, end: 99 },
        { start: 1, end: 3 },
        { start: 2, end: 4 },
        { start: 50, end: 60 },
      ]),
    ).toEqual([
      { text: 'a', marked: false },
      { text: 'bcdef', marked: true },
    ]));
  it('is whole without any', () => expect(ranged('abc', [])).toEqual([{ text: 'abc', marked: false }]));
});
