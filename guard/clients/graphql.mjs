// SPDX-License-Identifier: Apache-2.0
// graphql-ws, unchanged, against a running product: subscribes, registers, hears of it, and says what it saw as JSON.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { LLMOPS_URL, LLMOPS_KEY, LLMOPS_OTHER_KEY, LLMOPS_READER_KEY } = process.env;
const url = LLMOPS_URL.replace(/^http/, 'ws') + '/graphql';
const opened = [];

function client(key, more = {}) {
  const one = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: key ? { authorization: `Bearer ${key}` } : undefined,
    retryAttempts: 0,
    lazy: true,
    ...more,
  });
  opened.push(one);
  return one;
}

function once(of, query, variables) {
  return new Promise((resolve, reject) => {
    let result;
    of.subscribe({ query, variables }, { next: (value) => (result = value), error: reject, complete: () => resolve(result) });
  });
}

/** Follows what this program registers, until so many events came; others use the same product. */
function follow(of, query, variables = {}) {
  const events = [];
  const waiting = [];
  const stop = of.subscribe(
    { query, variables },
    {
      next: (value) => {
        if (!value.data?.assetEvents.asset?.name.endsWith('-by-graphql')) return;
        events.push(value);
        waiting.forEach((look) => look());
      },
      error: (failure) => waiting.forEach((look) => look(failure)),
      complete: () => {},
    },
  );
  const have = (count) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`only ${events.length} of ${count} events`)), 20_000);
      const look = (failure) => {
        if (failure) reject(failure);
        if (events.length >= count) {
          clearTimeout(timer);
          resolve(events);
        }
      };
      waiting.push(look);
      look();
    });
  return { events, have, stop };
}

const refusal = (of, query) =>
  once(of, query).then(
    (value) => value.errors?.[0]?.extensions?.code ?? 'answered',
    (failure) => (Array.isArray(failure) ? (failure[0].extensions?.code ?? failure[0].message) : `closed ${failure.code}`),
  );

const EVENTS = `subscription($after: String) {
  assetEvents(types: ["registry.asset.*"], after: $after) { position type subject asset { name version status } } }`;
const REGISTER = 'mutation($manifest: String!) { registerAsset(manifest: $manifest) { outcome asset { id } } }';
const manifest = (name) =>
  JSON.stringify({
    apiVersion: 'llmops/v1',
    kind: 'model',
    metadata: { name, version: '1.0.0' },
    spec: { type: 'completion', provider: 'test' },
  });
const settle = (of) => once(of, '{ __typename }');

const ours = client(LLMOPS_KEY);
const theirs = client(LLMOPS_OTHER_KEY);
const seen = {};

const mine = follow(ours, EVENTS);
const strangers = follow(theirs, EVENTS);
await Promise.all([settle(ours), settle(theirs)]);
await new Promise((resolve) => setTimeout(resolve, 500));
const made = await once(ours, REGISTER, { manifest: manifest('followed-by-graphql') });
seen.outcome = made.data.registerAsset.outcome;
await once(theirs, REGISTER, { manifest: manifest('theirs-by-graphql') });
seen.first = (await mine.have(1))[0].data.assetEvents;
seen.theirs = (await strangers.have(1)).map((event) => event.data.assetEvents.asset.name);
mine.stop();

await once(ours, REGISTER, { manifest: manifest('away-by-graphql') });
const resumed = follow(ours, EVENTS, { after: seen.first.position });
seen.resumed = (await resumed.have(1)).map((event) => event.data.assetEvents.asset.name);
resumed.stop();
seen.mine = mine.events.map((event) => event.data.assetEvents.asset.name);

seen.anonymous = await refusal(client(null), '{ __typename }');
seen.unknown = await refusal(client('llmops_live_nonsense'), '{ __typename }');
seen.invalid = await refusal(ours, 'subscription { nonsense { type } }');
seen.position = await refusal(ours, 'subscription { assetEvents(after: "x") { type } }');
seen.consumer = await refusal(client(process.env.LLMOPS_CONSUMER_KEY), EVENTS);
seen.reader = await refusal(client(LLMOPS_READER_KEY), `mutation { deleteAsset(id: "${seen.first.subject}") }`);

const header = new WebSocket(url, 'graphql-transport-ws', { headers: { authorization: `Bearer ${LLMOPS_KEY}` } });
seen.byHeader = await new Promise((resolve) => {
  header.on('open', () => header.send('{"type":"connection_init"}'));
  header.on('message', (data) => resolve(JSON.parse(data).type));
  header.on('close', (code) => resolve(`closed ${code}`));
});
header.close();
const closed = (protocols, ...messages) =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    socket.on('open', () => messages.forEach((message) => socket.send(message)));
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => {});
  });
seen.unasked = await closed([]);
seen.early = await closed(['graphql-transport-ws'], '{"id":"1","type":"subscribe","payload":{"query":"{ __typename }"}}');
seen.nonsense = await closed(['graphql-transport-ws'], 'nonsense');
seen.large = await closed(['graphql-transport-ws'], JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(300_000) } }));
const fromPage = (origin) =>
  new Promise((resolve) => {
    const cookie = `llmops_dev=${process.env.LLMOPS_SESSION}`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { cookie, origin } });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data) => resolve(JSON.parse(data).type) ?? socket.close());
    socket.on('close', (code) => resolve(`closed ${code}`));
  });
seen.ownPage = await fromPage(LLMOPS_URL);
seen.foreignPage = await fromPage('https://elsewhere.example');
await Promise.all(opened.map((one) => one.dispose()));
console.log(JSON.stringify(seen));
process.exit(0);
