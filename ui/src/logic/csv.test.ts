// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { csv } from './csv';

describe('csv', () => {
  it('quotes what needs it', () =>
    expect(csv(['a', 'b'], [['x,y', 'say "hi"']])).toBe('a,b\r\n"x,y","say ""hi"""\r\n'));
  it('leaves numbers alone, also negative ones', () => expect(csv(['n'], [[-1.5], [null]])).toBe('n\r\n-1.5\r\n\r\n'));
  it('defuses formulas', () => expect(csv(['a'], [['=HYPERLINK("x")']])).toContain(`"'=HYPERLINK(""x"")"`));
});
