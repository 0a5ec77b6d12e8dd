// SPDX-License-Identifier: Apache-2.0
// One request to any of the gateway's endpoints, as a person tries it: what is sent, and what its answer says.
import type { ChatError, ChatTurn, Usage } from './chat';

interface EndpointWords {
  label: string;
  path: string;
  /** Answers piece by piece when asked to. */
  streams: boolean;
  /** Takes a system prompt, a temperature, a most number of tokens. */
  system: boolean;
  writes: boolean;
  prompt: string;
}

export const ENDPOINTS = {
  chat: { label: 'Chat', path: '/v1/chat/completions', streams: true, system: true, writes: true, prompt: 'Message' },
  responses: { label: 'Responses', path: '/v1/responses', streams: true, system: true, writes: true, prompt: 'Input' },
  messages: { label: 'Messages', path: '/v1/messages', streams: true, system: true, writes: true, prompt: 'Message' },
  completions: {
    label: 'Completions',
    path: '/v1/completions',
    streams: true,
    system: false,
    writes: true,
    prompt: 'Text to go on from',
  },
  embeddings: {
    label: 'Embeddings',
    path: '/v1/embeddings',
    streams: false,
    system: false,
    writes: false,
    prompt: 'Text to embed',
  },
  moderations: {
    label: 'Moderations',
    path: '/v1/moderations',
    streams: false,
    system: false,
    writes: false,
    prompt: 'Text to judge',
  },
} as const satisfies Record<string, EndpointWords>;
export type Endpoint = keyof typeof ENDPOINTS;
export const ENDPOINT_NAMES = Object.keys(ENDPOINTS) as Endpoint[];

export interface Parameters {
  prompt: string;
  system: string;
  maxTokens: number | null;
  temperature: number | null;
  stream: boolean;
}

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export type Body = Record<string, Json>;

/** The body that is sent; also what the samples show. */
export function bodyOf(endpoint: Endpoint, model: string, given: Parameters): Body {
  const { prompt, system, maxTokens, temperature } = given;
  const sampling: Body = temperature === null ? {} : { temperature };
  const most = (name: string): Body => (maxTokens === null ? {} : { [name]: maxTokens });
  const streamed: Body = given.stream ? { stream: true } : {};
  const counted: Body = given.stream ? { stream_options: { include_usage: true } } : {};
  const told = (name: string): Body => (system === '' ? {} : { [name]: system });
  const user = { role: 'user', content: prompt };
  switch (endpoint) {
    case 'chat':
      return {
        model,
        messages: system ? [{ role: 'system', content: system }, user] : [user],
        ...most('max_tokens'),
        ...sampling,
        ...streamed,
        ...counted,
      };
    case 'responses':
      return {
        model,
        input: prompt,
        ...told('instructions'),
        ...most('max_output_tokens'),
        ...sampling,
        ...streamed,
      };
    case 'messages':
      return {
        model,
        // The dialect demands one.
        max_tokens: maxTokens ?? 1024,
        ...told('system'),
        messages: [user],
        ...sampling,
        ...streamed,
      };
    case 'completions':
      return {
        model,
        prompt,
        // The dialect's own default of 16 shows little.
        max_tokens: maxTokens ?? 256,
        ...sampling,
        ...streamed,
        ...counted,
      };
    case 'embeddings':
      return { model, input: prompt };
    case 'moderations':
      return { input: prompt };
  }
}

export function headersFor(endpoint: Endpoint, key: string): Record<string, string> {
  return endpoint === 'messages'
    ? { 'content-type': 'application/json', 'x-api-key': key, 'anthropic-version': '2023-06-01' }
    : { 'content-type': 'application/json', authorization: `Bearer ${key}` };
}

interface Counts {
  prompt_tokens?: number;
  completion_tokens?: number;
  input_tokens?: number;
  output_tokens?: number;
}

interface Event {
  type?: string;
  delta?: string | { text?: string; stop_reason?: string | null };
  usage?: Counts | null;
  message?: unknown;
  code?: string | null;
  response?: Whole & { error?: { message?: string; code?: string } | null };
  choices?: { text?: string; finish_reason?: string | null }[];
  error?: { message?: string; code?: string | null; type?: string };
}

function usageOf(said: Counts | null | undefined, before: Usage | null): Usage | null {
  if (!said) return before;
  const prompt = said.prompt_tokens ?? said.input_tokens ?? before?.prompt_tokens ?? 0;
  const completion = said.completion_tokens ?? said.output_tokens ?? before?.completion_tokens ?? 0;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function written(turn: ChatTurn, piece: string, elapsed: number): ChatTurn {
  return { ...turn, text: turn.text + piece, ttftMillis: turn.ttftMillis ?? (piece ? elapsed : null) };
}

function failed(turn: ChatTurn, error: { message?: string; code?: string | null; type?: string }, elapsed: number) {
  const told: ChatError = {
    message: error.message ?? 'The stream was cut.',
    code: error.code ?? error.type ?? null,
    status: null,
    requestId: turn.requestId,
  };
  return { ...turn, state: 'failed' as const, totalMillis: elapsed, error: told };
}

/** Applies one event of Responses, Messages or Completions to the answer so far. */
export function takeEvent(turn: ChatTurn, data: string, elapsed: number): ChatTurn {
  if (data === '[DONE]') return { ...turn, state: 'done', totalMillis: elapsed };
  const event = parsed(data);
  if (!event) return turn;
  if (event.error) return failed(turn, event.error, elapsed);
  switch (event.type) {
    case 'response.output_text.delta':
      return written(turn, typeof event.delta === 'string' ? event.delta : '', elapsed);
    case 'response.completed':
    case 'response.incomplete':
      return {
        ...turn,
        state: 'done',
        totalMillis: elapsed,
        finish: event.type === 'response.incomplete' ? 'length' : 'stop',
        usage: usageOf(event.response?.usage, turn.usage),
      };
    case 'response.failed':
      return failed(turn, event.response?.error ?? {}, elapsed);
    case 'error':
      // Numbered like the others, with its words beside the type.
      return failed(
        turn,
        { message: typeof event.message === 'string' ? event.message : 'The stream failed.', code: event.code ?? null },
        elapsed,
      );
    case 'content_block_delta':
      return written(turn, typeof event.delta === 'object' ? (event.delta.text ?? '') : '', elapsed);
    case 'message_delta': {
      const reason = typeof event.delta === 'object' ? event.delta.stop_reason : null;
      const finish = reason === 'max_tokens' ? 'length' : (reason ?? turn.finish);
      return { ...turn, finish, usage: usageOf(event.usage, turn.usage) };
    }
    case 'message_stop':
      return { ...turn, state: 'done', totalMillis: elapsed };
  }
  const choice = event.choices?.[0];
  const next = written(turn, choice?.text ?? '', elapsed);
  return { ...next, finish: choice?.finish_reason ?? turn.finish, usage: usageOf(event.usage, turn.usage) };
}

interface Whole {
  usage?: Counts | null;
  choices?: { text?: string; message?: { content?: string | null }; finish_reason?: string | null }[];
  output?: { content?: { text?: string }[] }[];
  content?: { text?: string }[];
  data?: { embedding?: number[] }[];
  results?: { flagged: boolean; categories: Record<string, boolean>; category_scores: Record<string, number> }[];
}

/** An answer that came in one piece. */
export function takeWhole(turn: ChatTurn, answer: unknown, elapsed: number): ChatTurn {
  const whole = answer as Whole;
  const choice = whole.choices?.[0];
  const parts = whole.content ?? whole.output?.flatMap((item) => item.content ?? []) ?? [];
  const text =
    choice?.message?.content ??
    choice?.text ??
    embedded(whole) ??
    judged(whole) ??
    parts.map((part) => part.text ?? '').join('');
  return {
    ...turn,
    text,
    state: 'done',
    totalMillis: elapsed,
    finish: choice?.finish_reason ?? null,
    usage: usageOf(whole.usage, null),
  };
}

function embedded(whole: Whole): string | null {
  const vector = whole.data?.[0]?.embedding;
  if (!vector) return null;
  const norm = Math.sqrt(vector.reduce((sum, one) => sum + one * one, 0));
  const first = vector.slice(0, 8).map((one) => one.toFixed(4));
  return `${vector.length} numbers, of length ${norm.toFixed(3)}\n[${first.join(', ')}${vector.length > 8 ? ', …' : ''}]`;
}

function judged(whole: Whole): string | null {
  const result = whole.results?.[0];
  if (!result) return null;
  const scores = Object.entries(result.category_scores)
    .filter(([, score]) => score > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([name, score]) => `${score.toFixed(2)}  ${name}${result.categories[name] ? '  (flagged)' : ''}`);
  return [result.flagged ? 'Flagged' : 'Not flagged', ...scores].join('\n');
}

function parsed(data: string): Event | null {
  try {
    return JSON.parse(data) as Event;
  } catch {
    return null;
  }
}
