// SPDX-License-Identifier: Apache-2.0
// The very request of the playground for a terminal and two languages; the key is named, never written.
import { ENDPOINTS, type Endpoint, type Json } from './play';
import type { Sample } from './samples';

/** @param origin where the product is reached, without a path */
export function requestSamples(origin: string, endpoint: Endpoint, body: Record<string, Json>): Sample[] {
  const url = origin + ENDPOINTS[endpoint].path;
  return [
    { name: 'curl', language: 'sh', code: curl(url, endpoint, body) },
    { name: 'Python', language: 'py', code: python(origin, endpoint, body) },
    { name: 'Java', language: 'java', code: java(url, endpoint, body) },
  ];
}

function curl(url: string, endpoint: Endpoint, body: Record<string, Json>): string {
  const key =
    endpoint === 'messages'
      ? `-H "x-api-key: $LLMOPS_KEY" -H "anthropic-version: 2023-06-01"`
      : `-H "Authorization: Bearer $LLMOPS_KEY"`;
  const json = JSON.stringify(body, null, 2).replaceAll("'", `'\\''`);
  return `curl -N ${url} \\\n  ${key} \\\n  -H "Content-Type: application/json" \\\n  -d '${json}'`;
}

const calls: Record<Endpoint, string> = {
  chat: 'client.chat.completions.create',
  responses: 'client.responses.create',
  messages: 'client.messages.create',
  completions: 'client.completions.create',
  embeddings: 'client.embeddings.create',
  moderations: 'client.moderations.create',
};

function python(origin: string, endpoint: Endpoint, body: Record<string, Json>): string {
  const anthropic = endpoint === 'messages';
  const name = anthropic ? 'Anthropic' : 'OpenAI';
  // Anthropic's client adds /v1 itself.
  const base = anthropic ? origin : `${origin}/v1`;
  const given = Object.entries(body).map(([key, value]) => `    ${key}=${literal(value, 1)},`);
  const show = body['stream'] ? 'for event in answer:\n    print(event)' : 'print(answer)';
  return [
    'import os',
    `from ${name.toLowerCase()} import ${name}`,
    '',
    `client = ${name}(base_url=${literal(base, 0)}, api_key=os.environ["LLMOPS_KEY"])`,
    `answer = ${calls[endpoint]}(`,
    ...given,
    ')',
    show,
  ].join('\n');
}

/** JSON in Python's words. */
function literal(value: Json, depth: number): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = '    '.repeat(depth + 1);
  const outer = '    '.repeat(depth);
  if (Array.isArray(value)) {
    const items = value.map((one) => `${inner}${literal(one, depth + 1)},`);
    return items.length === 0 ? '[]' : `[\n${items.join('\n')}\n${outer}]`;
  }
  const members = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${literal(one, depth + 1)}`);
  return `{${members.join(', ')}}`;
}

function java(url: string, endpoint: Endpoint, body: Record<string, Json>): string {
  const json = JSON.stringify(body, null, 2).replaceAll('\\', '\\\\').replaceAll('\n', '\n        ');
  const key =
    endpoint === 'messages'
      ? ['.header("x-api-key", System.getenv("LLMOPS_KEY"))', '.header("anthropic-version", "2023-06-01")']
      : ['.header("authorization", "Bearer " + System.getenv("LLMOPS_KEY"))'];
  return [
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.HttpRequest;',
    'import java.net.http.HttpResponse.BodyHandlers;',
    '',
    'void main() throws Exception {',
    '    String body = """',
    `        ${json}""";`,
    `    HttpRequest request = HttpRequest.newBuilder(URI.create("${url}"))`,
    '            .header("content-type", "application/json")',
    ...key.map((line) => `            ${line}`),
    '            .POST(HttpRequest.BodyPublishers.ofString(body))',
    '            .build();',
    '    try (HttpClient client = HttpClient.newHttpClient()) {',
    body['stream']
      ? '        client.send(request, BodyHandlers.ofLines()).body().forEach(System.out::println);'
      : '        System.out.println(client.send(request, BodyHandlers.ofString()).body());',
    '    }',
    '}',
  ].join('\n');
}
