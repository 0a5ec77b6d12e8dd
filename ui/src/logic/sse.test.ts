// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { EventReader } from './sse';

const all = (pieces: string[]) => {
  const reader = new EventReader();
  return pieces.flatMap((piece) => reader.push(piece));
};

describe('the event reader', () => {
  it('reads events', () => expect(all(['data: a\n\ndata: b\n\n'])).toEqual(['a', 'b']));
  it('gives the same for every way a stream can be cut', () => {
    const stream = ': hello\r\ndata: {"x":1}\r\n\r\nevent: y\ndata: one\ndata:two\n\ndata: [DONE]\n\n';
    const whole = all([stream]);
    expect(whole).toEqual(['{"x":1}', 'one\ntwo', '[DONE]']);
    for (let i = 0; i <= stream.length; i++)
      for (let j = i; j <= stream.length; j++)
        expect(all([stream.slice(0, i), stream.slice(i, j), stream.slice(j)])).toEqual(whole);
  });
  it('holds back an event without its empty line', () => expect(all(['data: half\n'])).toEqual([]));
});
