// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it, vi } from 'vitest';
import { advice, chat, emptyTurn, take } from './chat';

const request = { key: 'k', model: 'm', messages: [{ role: 'user' as const, content: 'hi' }] };
const stream = (text: string, init: ResponseInit = {}) => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(text, init)));
};
const frame = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

afterEach(() => vi.unstubAllGlobals());

describe('a streamed answer', () => {
  it('grows with each frame and keeps its usage', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    stream(`${frame('Hel')}${frame('lo')}data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`, {
      headers: { 'x-request-id': 'r1' },
    });
    const seen: string[] = [];
    const turn = await chat(request, new AbortController().signal, (step) => seen.push(step.text));
    expect(turn).toMatchObject({ text: 'Hello', state: 'done', usage, requestId: 'r1', error: null });
    expect(seen).toContain('Hel');
    expect(turn.ttftMillis).not.toBeNull();
  });
  it('that ends without [DONE] has failed', async () => {
    stream(frame('half'));
    const turn = await chat(request, new AbortController().signal, () => undefined);
    expect(turn).toMatchObject({ text: 'half', state: 'failed' });
  });
  it('that ends with an error frame says which', () =>
    expect(take(emptyTurn, '{"error":{"message":"cut","code":"upstream_failed"}}', 5)).toMatchObject({
      state: 'failed',
      error: { code: 'upstream_failed', message: 'cut' },
    }));
  it('refused by the gateway says why', async () => {
    stream('{"error":{"message":"used up","code":"insufficient_quota"}}', { status: 429 });
    const turn = await chat(request, new AbortController().signal, () => undefined);
    expect(turn.error).toMatchObject({ status: 429, code: 'insufficient_quota', message: 'used up' });
    expect(advice(turn.error ?? { message: '', code: null, status: null, requestId: null })).toContain('quota');
  });
  it('stopped by the reader is not an error', async () => {
    const stop = new AbortController();
    vi.stubGlobal('fetch', () => {
      stop.abort();
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    });
    expect(await chat(request, stop.signal, () => undefined)).toMatchObject({ state: 'stopped', error: null });
  });
});
