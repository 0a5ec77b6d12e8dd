// SPDX-License-Identifier: Apache-2.0
// One request to up to three services at once, through the gateway, as an application would send it.
import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { forgetPlaygroundKey, playgroundKey } from '../api/playground-key';
import { problemOf } from '../api/problem';
import { catalogue, refresh, subscriptions } from '../api/queries';
import { useMay } from '../app/session';
import { Panel } from '../design/parts';
import { PageHead } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat } from '../design/table';
import { emptyTurn, exchange, take, type ChatTurn } from '../logic/chat';
import { bodyOf, ENDPOINTS, headersFor, takeEvent, takeWhole, type Endpoint, type Parameters } from '../logic/play';
import { Column } from './play/column';
import { RequestForm } from './play/request-form';
import { RequestSamples } from './play/samples';

const route = getRouteApi('/frame/playground');
const most = 3;

/** Active subscriptions of the caller by slug: for these a key is made when it is needed. */
function useSubscribed(): ReadonlyMap<string, string> {
  const enabled = useMay('marketplace:subscribe');
  const query = useInfiniteQuery({ ...subscriptions({ state: 'active' }), enabled });
  return new Map((query.data ? flat(query.data) : []).map((one) => [one.service.slug, one.id]));
}

export function PlayPage() {
  const query = useInfiniteQuery(catalogue({}));
  return (
    <>
      <PageHead
        title="Playground"
        sub="Sends what an application would send, through the gateway, within the plan of the key. It counts."
      />
      <Show query={query}>
        {(data) => {
          const slugs = flat(data).map(({ service }) => service.slug);
          return slugs.length === 0 ? (
            <Panel>
              <Empty title="No service to try">Services appear here once they are published and approved.</Empty>
            </Panel>
          ) : (
            <Play slugs={slugs} />
          );
        }}
      </Show>
    </>
  );
}

function Play({ slugs }: { slugs: string[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const subscribed = useSubscribed();
  const endpoint: Endpoint = search.endpoint ?? 'chat';
  const first = slugs.find((slug) => subscribed.has(slug)) ?? slugs[0] ?? '';
  const asked = search.services?.split(',').filter(Boolean).slice(0, most) ?? [];
  const chosen = asked.length > 0 ? asked : [first];
  const [given, setGiven] = useState<Parameters>({
    prompt: '',
    system: '',
    maxTokens: null,
    temperature: null,
    stream: true,
  });
  // Pasted keys, by service: in memory only, gone with the page.
  const [pasted, setPasted] = useState<Record<string, string>>({});
  const { turns, start, stop, clear } = useRuns(subscribed, pasted);
  const streams = ENDPOINTS[endpoint].streams;
  const effective = { ...given, stream: given.stream && streams };
  const set = (changes: { endpoint?: Endpoint; services?: string[] }) => {
    const services = (changes.services ?? chosen).join(',');
    void navigate({ search: { endpoint: changes.endpoint ?? search.endpoint, services }, replace: true });
  };
  const busy = turns.some((turn) => turn?.state === 'streaming');
  const keyless = chosen.some((slug) => !pasted[slug] && !subscribed.has(slug));
  const ready = given.prompt.trim() !== '' && !keyless;
  const run = () => {
    if (!ready || busy) return;
    chosen.forEach((slug, at) => void start(at, slug, endpoint, bodyOf(endpoint, slug, effective)));
  };

  return (
    <div className="stack">
      <RequestForm
        endpoint={endpoint}
        onEndpoint={(next) => {
          clear();
          set({ endpoint: next });
        }}
        given={given}
        onChange={setGiven}
        onRun={run}
        onStop={() => stop()}
        busy={busy}
        ready={ready}
        waiting={keyless ? 'Paste a key for each service that you have not subscribed to.' : null}
      />
      <div className="compare" data-columns={chosen.length}>
        {chosen.map((slug, at) => (
          <Column
            key={at}
            label={chosen.length > 1 ? `Answer ${at + 1}` : 'Answer'}
            slugs={slugs}
            slug={slug}
            subscribed={subscribed.has(slug)}
            pasted={pasted[slug] ?? ''}
            turn={turns[at]}
            onSlug={(next) => set({ services: chosen.map((one, i) => (i === at ? next : one)) })}
            onKey={(key) => setPasted((before) => ({ ...before, [slug]: key }))}
            onStop={() => stop(at)}
            onRemove={
              chosen.length > 1
                ? () => {
                    clear();
                    set({ services: chosen.filter((_, i) => i !== at) });
                  }
                : null
            }
          />
        ))}
      </div>
      {chosen.length < most ? (
        <div>
          <Button
            variant="default"
            size="xs"
            disabled={busy}
            onClick={() => set({ services: [...chosen, slugs.find((slug) => !chosen.includes(slug)) ?? first] })}
          >
            Compare with another
          </Button>
        </div>
      ) : null}
      <RequestSamples endpoint={endpoint} body={bodyOf(endpoint, chosen[0] ?? first, effective)} />
    </div>
  );
}

/** The answers by column, and how they are begun and ended. */
function useRuns(subscribed: ReadonlyMap<string, string>, pasted: Record<string, string>) {
  const client = useQueryClient();
  const [turns, setTurns] = useState<(ChatTurn | undefined)[]>([]);
  const aborts = useRef<(AbortController | undefined)[]>([]);
  useEffect(() => () => aborts.current.forEach((one) => one?.abort()), []);

  const stop = (at?: number) => aborts.current.forEach((one, i) => (at === undefined || at === i) && one?.abort());
  const clear = () => {
    stop();
    aborts.current = [];
    setTurns([]);
  };
  const start = async (at: number, slug: string, endpoint: Endpoint, body: unknown) => {
    const abort = new AbortController();
    aborts.current[at] = abort;
    const show = (turn: ChatTurn) => {
      // A later run, or none, has this column now.
      if (aborts.current[at] !== abort) return;
      setTurns((before) => Object.assign([...before], { [at]: turn }));
    };
    show(emptyTurn);
    const subscription = pasted[slug] ? undefined : subscribed.get(slug);
    try {
      const key = subscription === undefined ? (pasted[slug] ?? '').trim() : await playgroundKey(subscription);
      const { path } = ENDPOINTS[endpoint];
      const sending = { path, headers: headersFor(endpoint, key), body, whole: takeWhole };
      const turn = await exchange({ ...sending, take: endpoint === 'chat' ? take : takeEvent }, abort.signal, show);
      if (turn.error?.status === 401 && subscription !== undefined) forgetPlaygroundKey(subscription);
    } catch (error) {
      const { detail, code, status, trace_id } = problemOf(error);
      show({ ...emptyTurn, state: 'failed', error: { message: detail, code, status, requestId: trace_id || null } });
    }
    void refresh(client, 'subscription');
  };
  return { turns, start, stop, clear };
}
