// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { emptyTurn, type ChatTurn } from './chat';
import { bodyOf, ENDPOINT_NAMES, headersFor, takeEvent, takeWhole, type Parameters } from './play';
import { requestSamples } from './play-samples';

const given: Parameters = { prompt: 'hi', system: 'be brief', maxTokens: 9, temperature: 0, stream: true };
const plain: Parameters = { prompt: 'hi', system: '', maxTokens: null, temperature: null, stream: false };
const after = (events: unknown[]) =>
  events.reduce<ChatTurn>(
    (turn, event, i) => takeEvent(turn, typeof event === 'string' ? event : JSON.stringify(event), i + 1),
    emptyTurn,
  );

describe('what is sent', () => {
  it('says the same in each dialect’s words', () => {
    expect(bodyOf('chat', 'm', given)).toMatchObject({ max_tokens: 9, temperature: 0, stream: true });
    expect(bodyOf('chat', 'm', given)['messages']).toHaveLength(2);
    expect(bodyOf('responses', 'm', given)).toMatchObject({ instructions: 'be brief', max_output_tokens: 9 });
    expect(bodyOf('messages', 'm', given)).toMatchObject({ system: 'be brief', max_tokens: 9 });
    expect(bodyOf('embeddings', 'm', given)).toEqual({ model: 'm', input: 'hi' });
    expect(bodyOf('moderations', 'm', given)).toEqual({ input: 'hi' });
  });

  it('leaves out what was not chosen, but for what a dialect demands', () => {
    expect(bodyOf('chat', 'm', plain)).toEqual({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
    expect(bodyOf('responses', 'm', plain)).toEqual({ model: 'm', input: 'hi' });
    expect(bodyOf('messages', 'm', plain)['max_tokens']).toBe(1024);
  });

  it('carries the key as each dialect does', () => {
    expect(headersFor('messages', 'k')).toMatchObject({ 'x-api-key': 'k' });
    expect(headersFor('chat', 'k')).toMatchObject({ authorization: 'Bearer k' });
  });
});

describe('a stream', () => {
  it('of Responses grows and ends with its usage', () => {
    const turn = after([
      { type: 'response.created', response: { usage: null } },
      { type: 'response.output_text.delta', delta: 'Hel' },
      { type: 'response.output_text.delta', delta: 'lo' },
      { type: 'response.incomplete', response: { usage: { input_tokens: 3, output_tokens: 2 } } },
    ]);
    expect(turn).toMatchObject({ text: 'Hello', state: 'done', ttftMillis: 2, totalMillis: 4, finish: 'length' });
    expect(turn.usage).toEqual({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 });
  });

  it('of Messages grows and ends with its usage', () => {
    const turn = after([
      { type: 'message_start', message: { usage: { input_tokens: 0 } } },
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { input_tokens: 8, output_tokens: 5 } },
      { type: 'message_stop' },
    ]);
    expect(turn).toMatchObject({ text: 'Hi', state: 'done', finish: 'length' });
    expect(turn.usage?.prompt_tokens).toBe(8);
  });

  it('of Completions grows until it is done', () => {
    const turn = after([{ choices: [{ text: 'a' }] }, { choices: [{ text: 'b', finish_reason: 'stop' }] }, '[DONE]']);
    expect(turn).toMatchObject({ text: 'ab', state: 'done', finish: 'stop' });
  });

  it('that fails says so in whichever form', () => {
    for (const event of [
      { type: 'error', error: { type: 'overloaded_error', message: 'no' } },
      { type: 'error', sequence_number: 4, code: 'overloaded_error', message: 'no' },
      { error: { code: 'overloaded_error', message: 'no' } },
      { type: 'response.failed', response: { error: { code: 'overloaded_error', message: 'no' } } },
    ])
      expect(after([event])).toMatchObject({ state: 'failed', error: { code: 'overloaded_error', message: 'no' } });
  });
});

describe('an answer in one piece', () => {
  const whole = (answer: unknown) => takeWhole(emptyTurn, answer, 7);

  it('is read in each form', () => {
    expect(whole({ choices: [{ message: { content: 'x' } }] }).text).toBe('x');
    expect(whole({ choices: [{ text: 'y' }] }).text).toBe('y');
    expect(whole({ content: [{ text: 'a' }, { text: 'b' }] }).text).toBe('ab');
    expect(whole({ output: [{}, { content: [{ text: 'z' }] }] }).text).toBe('z');
  });

  it('of embeddings tells how many numbers and their length', () => {
    expect(whole({ data: [{ embedding: [0.6, 0.8] }], usage: { prompt_tokens: 1 } }).text).toBe(
      '2 numbers, of length 1.000\n[0.6000, 0.8000]',
    );
  });

  it('of moderations names what was found, the greatest first', () => {
    const result = { flagged: true, categories: { b: true }, category_scores: { a: 0.1, b: 0.8, c: 0 } };
    expect(whole({ results: [result] }).text).toBe('Flagged\n0.80  b  (flagged)\n0.10  a');
  });
});

describe('samples', () => {
  const odd = { ...plain, prompt: `it's "odd" \\ and\nlong` };

  it('never hold a key', () => {
    for (const endpoint of ENDPOINT_NAMES)
      for (const { code } of requestSamples('http://h', endpoint, bodyOf(endpoint, 'm', given)))
        expect(code).toContain('LLMOPS_KEY');
  });

  it('carry any text unharmed', () => {
    const body = bodyOf('chat', 'm', odd);
    const [curl, python, java] = requestSamples('http://h', 'chat', body).map((sample) => sample.code);
    const quoted = /-d '([\s\S]*)'$/.exec(curl ?? '')?.[1]?.replaceAll(`'\\''`, "'");
    expect(JSON.parse(quoted ?? '')).toEqual(body);
    const block = /"""\n([\s\S]*)""";/.exec(java ?? '')?.[1]?.replaceAll('\\\\', '\\');
    expect(JSON.parse(block ?? '')).toEqual(body);
    expect(python).toContain(`{"role": "user", "content": ${JSON.stringify(odd.prompt)}}`);
  });

  it('speak Python’s words', () => {
    const python = requestSamples('http://h', 'chat', bodyOf('chat', 'm', given))[1]?.code;
    expect(python).toContain('stream=True');
    expect(python).toContain('base_url="http://h/v1"');
    expect(requestSamples('http://h', 'messages', {})[1]?.code).toContain('base_url="http://h"');
  });
});
