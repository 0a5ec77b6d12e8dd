// SPDX-License-Identifier: Apache-2.0
import { LinkButton } from '../design/link-button';
import { Button, NumberInput, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { forgetPlaygroundKey, playgroundKey } from '../api/playground-key';
import { problemOf } from '../api/problem';
import { refresh } from '../api/queries';
import type { Service, Subscription } from '../api/types';
import { Copy, Notice, Panel } from '../design/parts';
import { Empty } from '../design/states';
import { advice, chat, emptyTurn, type ChatTurn, type Message } from '../logic/chat';
import { count, millis } from '../logic/format';

interface Exchange {
  prompt: string;
  turn: ChatTurn;
}

export function Playground({ service, own }: { service: Service; own: Subscription | undefined }) {
  const client = useQueryClient();
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const [prompt, setPrompt] = useState('');
  const [maxTokens, setMaxTokens] = useState<number | undefined>();
  const stop = useRef<AbortController>(null);
  const end = useRef<HTMLDivElement>(null);
  const last = exchanges.at(-1)?.turn;
  const busy = last?.state === 'streaming';

  useEffect(() => () => stop.current?.abort(), []);
  useEffect(() => {
    const box = end.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, [exchanges]);

  if (!own || own.state !== 'active')
    return (
      <Panel>
        {own ? (
          <Empty
            title="The subscription is paused"
            action={
              <LinkButton to="/subscriptions/$id" params={{ id: own.id }}>
                Open the subscription
              </LinkButton>
            }
          >
            Resume it to try the service.
          </Empty>
        ) : (
          <Empty title="Subscribe to try it">
            The playground calls the service as you would: through the gateway, within the plan, and it counts.
          </Empty>
        )}
      </Panel>
    );

  const send = async () => {
    const text = prompt.trim();
    if (!text || busy) return;
    const messages: Message[] = exchanges
      .filter((one) => one.turn.state === 'done')
      .flatMap((one): Message[] => [
        { role: 'user', content: one.prompt },
        { role: 'assistant', content: one.turn.text },
      ]);
    const show = (turn: ChatTurn) =>
      setExchanges((all) => [...all.slice(0, exchanges.length), { prompt: text, turn }].slice(-50));
    const abort = new AbortController();
    stop.current = abort;
    setPrompt('');
    show(emptyTurn);
    try {
      const key = await playgroundKey(own.id);
      const request = {
        key,
        model: service.slug,
        messages: [...messages, { role: 'user' as const, content: text }],
        maxTokens,
      };
      const turn = await chat(request, abort.signal, show);
      if (turn.error?.status === 401) forgetPlaygroundKey(own.id);
    } catch (error) {
      const problem = problemOf(error);
      const refusal = {
        message: problem.detail,
        code: problem.code,
        status: problem.status,
        requestId: problem.trace_id || null,
      };
      show({ ...emptyTurn, state: 'failed', error: refusal });
    }
    void refresh(client, 'subscription');
  };

  return (
    <Panel
      title="Playground"
      flush
      actions={
        <div className="row">
          <NumberInput
            size="xs"
            w={130}
            aria-label="Most tokens to answer with"
            placeholder="Most tokens"
            min={1}
            max={100000}
            value={maxTokens ?? ''}
            onChange={(value) => setMaxTokens(typeof value === 'number' ? value : undefined)}
          />
          <LinkButton size="xs" variant="subtle" color="gray" to="/playground" search={{ services: service.slug }}>
            Compare
          </LinkButton>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            disabled={busy || exchanges.length === 0}
            onClick={() => setExchanges([])}
          >
            Clear
          </Button>
        </div>
      }
    >
      {/* The answer scrolls, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="chat" ref={end} tabIndex={0} role="log" aria-label="Conversation" style={{ minHeight: 200 }}>
        {exchanges.length === 0 ? (
          <p className="dim">Ask something. The answer appears as the model writes it.</p>
        ) : null}
        {exchanges.map((one, i) => (
          <Turn key={i} exchange={one} />
        ))}
      </div>
      <form
        className="pad row"
        style={{ borderTop: '1px solid var(--line)', alignItems: 'flex-end' }}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Textarea
          className="grow"
          aria-label="Message"
          placeholder="Message"
          autosize
          minRows={1}
          maxRows={8}
          value={prompt}
          onChange={(event) => setPrompt(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        {busy ? (
          <Button variant="default" onClick={() => stop.current?.abort()}>
            Stop
          </Button>
        ) : (
          <Button type="submit" disabled={!prompt.trim()}>
            Send
          </Button>
        )}
      </form>
    </Panel>
  );
}

function Turn({ exchange: { prompt, turn } }: { exchange: Exchange }) {
  return (
    <>
      <div>
        <div className="chat-who">You</div>
        <p>{prompt}</p>
      </div>
      <div data-turn={turn.state}>
        <div className="chat-who">Answer</div>
        <p data-answer>
          {turn.text || (turn.state === 'streaming' ? <span className="dim">Waiting for the first token…</span> : '')}
        </p>
        <Figures turn={turn} />
        {turn.state === 'stopped' ? <Notice tone="warn" title="Stopped. What was written until then counts." /> : null}
        {turn.error ? (
          <Notice tone="bad" title={turn.error.message}>
            {advice(turn.error)}
            <div className="tiny dim">
              {[turn.error.code, turn.error.status ? `HTTP ${turn.error.status}` : null].filter(Boolean).join(' · ')}
            </div>
          </Notice>
        ) : null}
      </div>
    </>
  );
}

export function Figures({ turn }: { turn: ChatTurn }) {
  if (turn.state === 'streaming' || turn.totalMillis === null) return null;
  const { usage } = turn;
  return (
    <div className="row tiny dim" style={{ marginTop: 6, gap: '4px 16px' }} data-figures>
      {turn.ttftMillis === null ? null : <span>First token {millis(turn.ttftMillis)}</span>}
      <span>Whole answer {millis(turn.totalMillis)}</span>
      <span>
        {usage
          ? `${count(usage.prompt_tokens)} tokens in, ${count(usage.completion_tokens)} out`
          : 'The service reported no usage'}
      </span>
      {turn.target ? (
        <span>
          Target <span className="mono">{turn.target}</span>
        </span>
      ) : null}
      {turn.finish === 'length' ? <span>Cut at the token limit</span> : null}
      {turn.requestId ? (
        <span className="row" style={{ gap: 2 }}>
          Request <span className="mono">{turn.requestId.slice(0, 12)}</span>
          <Copy value={turn.requestId} label="Copy the request id" />
        </span>
      ) : null}
    </div>
  );
}
