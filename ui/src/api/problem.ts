// SPDX-License-Identifier: Apache-2.0
import type { Problem } from './types';

/** What went wrong on this side of the wire, in the form of the server's refusals. */
export function ownProblem(status: number, code: string, title: string, detail: string): Problem {
  return { type: 'about:blank', title, status, code, detail, trace_id: '', errors: [] };
}

/** A refusal of the server, or the server not being there at all. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
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
  return ownProblem(0, 'client', 'The page could not do this', detail);
}

export const unreachable = ownProblem(
  0,
  'unreachable',
  'The server does not answer',
  'Check the network and that the server runs, then retry.',
);

/** The message for one field of a form, if the refusal names it. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors = problemOf(error).errors;
  return Object.fromEntries(errors.map((violation) => [violation.field, violation.message]));
}
