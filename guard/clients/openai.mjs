// SPDX-License-Identifier: Apache-2.0
// Calls the service as any user of the official client does, and prints what it saw as one line of JSON.
import assert from "node:assert/strict";
import OpenAI from "openai";

const model = process.env.LLMOPS_SERVICE;
const client = new OpenAI({ baseURL: process.env.LLMOPS_BASE_URL, apiKey: process.env.LLMOPS_API_KEY, maxRetries: 0 });
const messages = [{ role: "user", content: "What is your return policy?" }];

const whole = await client.chat.completions.create({ model, messages });
assert.ok(whole.choices[0].message.content.length > 0);
assert.ok(whole.usage.prompt_tokens > 0 && whole.usage.completion_tokens > 0);

let streamed = "";
let chunks = 0;
let usage = null;
const stream = await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  chunks += 1;
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}
assert.equal(streamed, whole.choices[0].message.content);
assert.deepEqual([usage.prompt_tokens, usage.completion_tokens], [whole.usage.prompt_tokens, whole.usage.completion_tokens]);

let silentUsage = null;
for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
  silentUsage = chunk.usage ?? silentUsage;
}
assert.equal(silentUsage, null, "usage was sent although it was not asked for");

const tools = [
  { type: "function", function: { name: "look_up_order", description: "Finds an order",
    parameters: { type: "object", properties: { order_id: { type: "string" } }, required: ["order_id"] } } },
];
const called = await client.chat.completions.create({
  model, messages, tools, tool_choice: { type: "function", function: { name: "look_up_order" } },
});
assert.equal(called.choices[0].finish_reason, "tool_calls");
assert.ok("order_id" in JSON.parse(called.choices[0].message.tool_calls[0].function.arguments));

const models = [];
for await (const entry of client.models.list()) models.push(entry.id);
assert.deepEqual(models, [model]);

await assert.rejects(
  client.chat.completions.create({ model: "nobody-has-this", messages }),
  (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found",
);
await assert.rejects(
  new OpenAI({ baseURL: process.env.LLMOPS_BASE_URL, apiKey: "wrong", maxRetries: 0 }).models.list(),
  (error) => error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key",
);

console.log(JSON.stringify({ calls: 4, chunks, input_tokens: whole.usage.prompt_tokens, output_tokens: whole.usage.completion_tokens }));
