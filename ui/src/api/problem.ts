// SPDX-License-Identifier: Apache-2.0
import type { Problem } from './types';

/** A refusal of the server, or the server not being there at all. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Whatever was thrown, as a problem that can be shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'about:blank', title: 'The page could not do this', status: 0, code: 'client', detail };
}

export const unreachable: Problem = {
  type: 'about:blank',
  title: 'The server does not answer',
  status: 0,
  code: 'unreachable',
  detail: 'Check the network and that the server runs, then retry.',
};

/** The message for one field of a form, if the refusal names it. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors = problemOf(error).errors ?? [];
  return Object.fromEntries(errors.map((violation) => [violation.field, violation.message]));
}
