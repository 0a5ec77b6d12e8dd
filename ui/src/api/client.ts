// SPDX-License-Identifier: Apache-2.0
import createClient, { type Middleware } from 'openapi-fetch';
import { ownProblem, ProblemError, unreachable } from './problem';
import type { paths } from './schema';
import type { Problem } from './types';

let csrfToken: string | null = null;
let onSessionEnd: () => void = () => undefined;

/** The token that every change must carry, from login or `GET /me`. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What to do when the server no longer knows the session. */
export function whenSessionEnds(action: () => void): void {
  onSessionEnd = action;
}

// A write that got no answer may have happened: sending the same again keeps its idempotency key.
const unanswered = new Map<string, string>();

function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function fingerprint(request: Request): Promise<string> {
  return `${request.method} ${request.url} ${await request.clone().text()}`;
}

/** A question that is posted because it is long; asking it again changes nothing. */
function asks(path: string): boolean {
  return path.startsWith('/api/search/') || path.endsWith('/explain') || path === '/api/analytics/v1/query';
}

const house: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (request.method === 'GET') return;
    if (csrfToken) request.headers.set('x-llmops-csrf', csrfToken);
    if (request.method !== 'POST' || asks(schemaPath)) return;
    const print = await fingerprint(request);
    const key = unanswered.get(print) ?? freshKey();
    if (unanswered.size > 50) unanswered.clear();
    unanswered.set(print, key);
    request.headers.set('idempotency-key', key);
  },
  onResponse({ response, schemaPath, request }) {
    if (request.method === 'POST') {
      const key = request.headers.get('idempotency-key');
      for (const [print, used] of unanswered) if (used === key) unanswered.delete(print);
    }
    if (response.status === 401 && !schemaPath.includes('/login') && !schemaPath.endsWith('/me')) onSessionEnd();
  },
  onError() {
    return new ProblemError(unreachable);
  },
};

export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });
api.use(house);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a success; anything else is thrown as a {@link ProblemError}. */
export async function must<T>(pending: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await pending;
  if (response.ok) return data as T;
  throw new ProblemError(asProblem(error, response));
}

function asProblem(error: unknown, response: Response): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error && 'title' in error) return error as Problem;
  return ownProblem(
    response.status,
    `http_${response.status}`,
    response.status >= 500 ? 'The server failed' : 'The server refused',
    'The answer was not in the expected form. Something between this page and the server may have replaced it.',
  );
}
