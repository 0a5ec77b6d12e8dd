// SPDX-License-Identifier: Apache-2.0
// What the states of a signature mean to a person.
import type { Tone } from '../design/theme';

interface Said {
  tone: Tone;
  title: string;
}

const said: Record<string, Said> = {
  valid: { tone: 'good', title: 'Valid: signed by somebody you trust, and unchanged' },
  untrusted: { tone: 'warn', title: 'Not trusted: the signature fits, but its signer is not trusted here' },
  unverified: { tone: 'warn', title: 'Not verified: nothing here can check it' },
  invalid: { tone: 'bad', title: 'Invalid: what was signed is not what is here' },
};

export function verdictWords(state: string): Said {
  return said[state] ?? { tone: 'quiet', title: state };
}

/** One verdict on all signatures of a version: an invalid one is always told, else a valid one is enough. */
export function overall(states: readonly string[]): Said & { detail: string } {
  if (states.length === 0)
    return { tone: 'quiet', title: 'Nobody has signed this version.', detail: 'Nothing proves where it comes from.' };
  if (states.includes('invalid'))
    return {
      tone: 'bad',
      title: 'A signature is invalid.',
      detail: 'Do not use this version before you know why: it, or the signature, was changed.',
    };
  if (states.includes('valid'))
    return {
      tone: 'good',
      title: 'Signed and verified.',
      detail: 'It is unchanged since somebody you trust signed it.',
    };
  return {
    tone: 'warn',
    title: 'Signed, but by nobody you trust.',
    detail: 'An administrator can add the signer to the trust roots.',
  };
}
