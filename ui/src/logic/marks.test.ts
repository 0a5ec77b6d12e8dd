// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { pieces } from './marks';

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
