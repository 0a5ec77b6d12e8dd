// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { overall, verdictWords } from './verdict';

describe('the verdict on all signatures', () => {
  it('is bad as soon as one is invalid', () => expect(overall(['valid', 'invalid']).tone).toBe('bad'));
  it('is good with one that is valid', () => expect(overall(['untrusted', 'valid']).tone).toBe('good'));
  it('warns of signers nobody trusts', () => expect(overall(['untrusted', 'unverified']).tone).toBe('warn'));
  it('is neither good nor bad without any', () => expect(overall([]).tone).toBe('quiet'));
  it('never shows an unknown state as good', () => expect(verdictWords('new_state').tone).toBe('quiet'));
});
