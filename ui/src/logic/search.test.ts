// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { localPath, oneOf, text, time } from './search';

describe('an address', () => {
  it('drops what is not allowed', () => {
    expect(oneOf({ range: '99y' }, 'range', ['24h'])).toBeUndefined();
    expect(text({ q: '' }, 'q')).toBeUndefined();
    expect(text({ q: { a: 1 } }, 'q')).toBeUndefined();
    expect(time({ from: 'soon' }, 'from')).toBeUndefined();
  });
  it('takes a number somebody typed as text', () => expect(text({ q: 42 }, 'q')).toBe('42'));
  it('knows a choice that reads like a number', () => expect(oneOf({ depth: 3 }, 'depth', ['3', '5'])).toBe('3'));
  it('never leads to another site', () => {
    expect(localPath('/usage?range=7d')).toBe('/usage?range=7d');
    expect(localPath('//evil.example')).toBe('/');
    expect(localPath('/\\evil.example')).toBe('/');
    expect(localPath('https://evil.example')).toBe('/');
    expect(localPath(undefined)).toBe('/');
  });
});
