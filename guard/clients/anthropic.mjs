// SPDX-License-Identifier: Apache-2.0
// Calls the service as any user of Anthropic's official client does, and prints what it saw as one line of JSON.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";

const model = process.env.LLMOPS_SERVICE;
const baseURL = process.env.LLMOPS_SERVER_URL;
const client = new Anthropic({ baseURL, apiKey: process.env.LLMOPS_API_KEY, maxRetries: 0 });
const question = { model, max_tokens: 200, system: "Be brief.", messages: [{ role: "user", content: "What is your return policy?" }] };

const whole = await client.messages.create(question);
assert.equal(whole.type, "message");
assert.ok(whole.content[0].text.length > 0 && whole.usage.output_tokens > 0);

let text = "";
let events = 0;
for await (const event of await client.messages.create({ ...question, stream: true })) {
  events += 1;
  if (event.type === "content_block_delta") text += event.delta.text;
}
assert.equal(text, whole.content[0].text);
const final = await client.messages.stream(question).finalMessage();
assert.equal(final.content[0].text, text);
assert.equal(final.usage.output_tokens, whole.usage.output_tokens);

const tools = [{ name: "look_up_order", description: "Finds an order",
  input_schema: { type: "object", properties: { order_id: { type: "string" } }, required: ["order_id"] } }];
const called = await client.messages.stream({ ...question, tools, tool_choice: { type: "any" } }).finalMessage();
assert.equal(called.stop_reason, "tool_use");
assert.ok("order_id" in called.content.find((block) => block.type === "tool_use").input);

const { max_tokens, ...counted } = question;
const count = await client.messages.countTokens(counted);
assert.equal(count.input_tokens, whole.usage.input_tokens);

const models = [];
for await (const entry of client.models.list()) models.push(entry.id);
assert.deepEqual(models, [model]);
assert.equal((await client.models.retrieve(model)).display_name, model);

await assert.rejects(client.messages.create({ ...question, model: "nobody-has-this" }),
  (error) => error instanceof Anthropic.NotFoundError && error.error.error.type === "not_found_error" && error.requestID.length === 26);
await assert.rejects(new Anthropic({ baseURL, apiKey: "wrong", maxRetries: 0 }).messages.create(question),
  (error) => error instanceof Anthropic.AuthenticationError);
await assert.rejects(client.messages.create({ ...question, messages: [] }), (error) => error instanceof Anthropic.BadRequestError);
const aborted = client.messages.stream(question);
aborted.on("text", () => aborted.abort());
await assert.rejects(aborted.finalMessage(), (error) => error instanceof Anthropic.APIUserAbortError);

console.log(JSON.stringify({ events, input_tokens: count.input_tokens }));
