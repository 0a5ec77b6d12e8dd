// SPDX-License-Identifier: Apache-2.0
// One streamed chat completion, in OpenAI's dialect, as the gateway speaks it.
import { EventReader } from './sse';

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface ChatError {
  message: string;
  code: string | null;
  status: number | null;
  requestId: string | null;
}

export interface ChatTurn {
  text: string;
  usage: Usage | null;
  /** Milliseconds to the first token, and to the end. */
  ttftMillis: number | null;
  totalMillis: number | null;
  requestId: string | null;
  /** The target of the service's route that answered, if it has one. */
  target: string | null;
  finish: string | null;
  state: 'streaming' | 'done' | 'stopped' | 'failed';
  error: ChatError | null;
}

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  key: string;
  model: string;
  messages: Message[];
  maxTokens?: number | undefined;
  temperature?: number | undefined;
}

export const emptyTurn: ChatTurn = {
  text: '',
  usage: null,
  ttftMillis: null,
  totalMillis: null,
  requestId: null,
  target: null,
  finish: null,
  state: 'streaming',
  error: null,
};

interface Frame {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: Usage | null;
  error?: { message?: string; code?: string | null; type?: string };
}

/** Applies one event to the answer so far. */
export function take(turn: ChatTurn, data: string, elapsed: number): ChatTurn {
  if (data === '[DONE]') return { ...turn, state: 'done', totalMillis: elapsed };
  const frame = parse(data);
  if (!frame) return turn;
  if (frame.error) {
    const error = {
      message: frame.error.message ?? 'The stream was cut.',
      code: frame.error.code ?? null,
      status: null,
    };
    return { ...turn, state: 'failed', totalMillis: elapsed, error: { ...error, requestId: turn.requestId } };
  }
  const choice = frame.choices?.[0];
  const piece = choice?.delta?.content ?? '';
  return {
    ...turn,
    text: turn.text + piece,
    ttftMillis: turn.ttftMillis ?? (piece ? elapsed : null),
    finish: choice?.finish_reason ?? turn.finish,
    usage: frame.usage ?? turn.usage,
  };
}

function parse(data: string): Frame | null {
  try {
    return JSON.parse(data) as Frame;
  } catch {
    return null;
  }
}

/** Streams an answer; `onTurn` sees every step. Aborting the signal ends it as `stopped`. */
export function chat(request: ChatRequest, signal: AbortSignal, onTurn: (turn: ChatTurn) => void): Promise<ChatTurn> {
  const { key, model, messages, maxTokens, temperature } = request;
  return exchange(
    {
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: {
        model,
        messages,
        max_tokens: maxTokens,
        temperature,
        stream: true,
        stream_options: { include_usage: true },
      },
      take,
    },
    signal,
    onTurn,
  );
}

export interface Sending {
  path: string;
  headers: Record<string, string>;
  body: unknown;
  /** Applies one event to the answer so far. */
  take: (turn: ChatTurn, data: string, elapsed: number) => ChatTurn;
  /** Reads an answer that is not a stream. */
  whole?: (turn: ChatTurn, answer: unknown, elapsed: number) => ChatTurn;
}

/** Sends a request and shows its answer as it comes. */
export async function exchange(
  { path, headers, body, take: apply, whole }: Sending,
  signal: AbortSignal,
  onTurn: (turn: ChatTurn) => void,
): Promise<ChatTurn> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  let turn = emptyTurn;
  const show = (next: ChatTurn) => {
    turn = next;
    onTurn(turn);
  };
  show(turn);
  try {
    const response = await fetch(path, {
      method: 'POST',
      credentials: 'omit',
      signal,
      headers,
      body: JSON.stringify(body),
    });
    turn = {
      ...turn,
      requestId: response.headers.get('x-request-id'),
      target: response.headers.get('x-llmops-target'),
    };
    if (!response.ok || !response.body) {
      show({ ...turn, state: 'failed', totalMillis: elapsed(), error: await refusal(response) });
      return turn;
    }
    if (whole && !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      const answer: unknown = await response.json();
      show(whole(turn, answer, elapsed()));
      return turn;
    }
    const events = new EventReader();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read())
      for (const data of events.push(part.value)) show(apply(turn, data, elapsed()));
    if (turn.state === 'streaming') show(cut(turn, elapsed()));
  } catch (failure) {
    if (signal.aborted) show({ ...turn, state: 'stopped', totalMillis: elapsed() });
    else show({ ...cut(turn, elapsed()), error: { ...cutError(turn), message: String(failure) } });
  }
  return turn;
}

function cut(turn: ChatTurn, elapsed: number): ChatTurn {
  return { ...turn, state: 'failed', totalMillis: elapsed, error: cutError(turn) };
}

function cutError(turn: ChatTurn): ChatError {
  return {
    message: 'The connection ended before the answer did.',
    code: null,
    status: null,
    requestId: turn.requestId,
  };
}

async function refusal(response: Response): Promise<ChatError> {
  const body = (await response.json().catch(() => ({}))) as Frame & { detail?: string; code?: string };
  return {
    message: body.error?.message ?? body.detail ?? `The gateway answered ${response.status}.`,
    code: body.error?.code ?? body.error?.type ?? body.code ?? null,
    status: response.status,
    requestId: response.headers.get('x-request-id'),
  };
}

/** What a refusal of the gateway means for the person in front of it. */
export function advice(error: ChatError): string {
  switch (error.code) {
    case 'insufficient_quota':
      return 'The quota of your plan is used up. It refills at the start of the next month (UTC).';
    case 'rate_limited':
      return 'Calls come faster than the plan allows. Wait a moment, then send again.';
    case 'subscription_inactive':
      return 'The subscription is paused or ended. Resume it, or subscribe again.';
    case 'invalid_api_key':
    case 'key_expired':
    case 'key_revoked':
      return 'The playground key is no longer valid. Send again to get a new one.';
    case 'model_not_found':
      return 'This key may not call the service. It may have been retired.';
    case 'upstream_failed':
    case 'upstream_unavailable':
    case 'upstream_timeout':
      return 'The model behind the service failed. Try again; the publisher sees this error too.';
    case 'overloaded':
    case 'storage_full':
      return 'The gateway cannot take more work now. Try again in a few seconds.';
    default:
      return 'Check the request, then send again.';
  }
}
