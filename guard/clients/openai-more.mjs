// SPDX-License-Identifier: Apache-2.0
// What the official client can do beyond chatting, and how it takes what goes wrong; prints one line of JSON.
import assert from "node:assert/strict";
import OpenAI from "openai";

const model = process.env.LLMOPS_SERVICE;
const baseURL = process.env.LLMOPS_BASE_URL;
const client = new OpenAI({ baseURL, apiKey: process.env.LLMOPS_API_KEY, maxRetries: 0 });

// Responses, whole and in numbered events.
const input = "What is your return policy?";
const whole = await client.responses.create({ model, input, instructions: "Be brief." });
assert.equal(whole.status, "completed");
assert.ok(whole.output_text.length > 0 && whole.usage.input_tokens > 0 && whole.usage.output_tokens > 0);
const numbers = [];
let text = "";
let completed = null;
for await (const event of await client.responses.create({ model, input, instructions: "Be brief.", stream: true })) {
  numbers.push(event.sequence_number);
  if (event.type === "response.output_text.delta") text += event.delta;
  if (event.type === "response.completed") completed = event.response;
}
assert.deepEqual(numbers, numbers.map((_, i) => i));
assert.equal(text, whole.output_text);
assert.equal(completed.usage.output_tokens, whole.usage.output_tokens);
const helper = await client.responses.stream({ model, input: [{ role: "user", content: input }] }).finalResponse();
assert.equal(helper.status, "completed");

const tools = [{ type: "function", name: "look_up_order", description: "Finds an order", strict: false,
  parameters: { type: "object", properties: { order_id: { type: "string" } }, required: ["order_id"] } }];
const called = await client.responses.create({ model, input: "Where is my order?", tools, tool_choice: "required" });
assert.ok("order_id" in JSON.parse(called.output.find((item) => item.type === "function_call").arguments));

// Tools of a chat, streamed.
const chatTools = tools.map(({ type, name, description, parameters }) => ({ type, function: { name, description, parameters } }));
const messages = [{ role: "user", content: "Where is my order?" }];
let args = "";
for await (const chunk of await client.chat.completions.create({ model, messages, tools: chatTools, tool_choice: "required", stream: true })) {
  args += chunk.choices[0]?.delta?.tool_calls?.[0]?.function?.arguments ?? "";
}
assert.ok("order_id" in JSON.parse(args));
const schema = { type: "object", properties: { answer: { type: "string" } }, required: ["answer"], additionalProperties: false };
const formed = await client.chat.completions.create({ model, messages,
  response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: true } } });
assert.equal(formed.choices[0].finish_reason, "stop");

// Embeddings: the client asks for base64 by itself.
const asked = ["return policy for shoes", "return policy for boots"];
const near = (await client.embeddings.create({ model, input: asked })).data.map((entry) => entry.embedding);
const floats = (await client.embeddings.create({ model, input: asked, encoding_format: "float" })).data.map((entry) => entry.embedding);
assert.equal(near[0].length, 256);
near[0].forEach((value, i) => assert.ok(Math.abs(value - floats[0][i]) < 1e-6));
const cosine = near[0].reduce((sum, value, i) => sum + value * near[1][i], 0);
assert.ok(cosine > 0.5, `similar texts are not near: ${cosine}`);
assert.equal((await client.embeddings.create({ model, input: "x", dimensions: 32 })).data[0].embedding.length, 32);

// Completions and moderations.
const completion = await client.completions.create({ model, prompt: ["Once upon a time", "Twice"], max_tokens: 20 });
assert.equal(completion.choices.length, 2);
let told = "";
for await (const chunk of await client.completions.create({ model, prompt: "Once upon a time", max_tokens: 20, stream: true })) {
  told += chunk.choices[0]?.text ?? "";
}
assert.equal(told, completion.choices[0].text);
const judged = await client.moderations.create({ input: ["I will kill you", "What is your return policy?"] });
assert.deepEqual(judged.results.map((result) => result.flagged), [true, false]);
assert.equal((await client.models.retrieve(model)).id, model);

// What goes wrong.
await assert.rejects(client.responses.create({ model, input: "x", previous_response_id: "resp_1" }),
  (error) => error instanceof OpenAI.BadRequestError && error.param === "previous_response_id");
await assert.rejects(new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 }).embeddings.create({ model, input: "x" }),
  (error) => error instanceof OpenAI.AuthenticationError);
const aborted = await client.responses.create({ model, input, stream: true });
for await (const event of aborted) if (event.type === "response.output_text.delta") aborted.controller.abort();

const seen = { events: numbers.length };
if (process.env.LLMOPS_SLOW_KEY) {
  const slow = new OpenAI({ baseURL, apiKey: process.env.LLMOPS_SLOW_KEY, maxRetries: 0 });
  const limited = { model: process.env.LLMOPS_SLOW_SERVICE, messages };
  await slow.chat.completions.create(limited);
  await assert.rejects(slow.chat.completions.create(limited),
    (error) => error instanceof OpenAI.RateLimitError && Number(error.headers.get("retry-after-ms")) > 0);
}
if (process.env.LLMOPS_BROKEN_KEY) {
  // The upstream breaks in the middle: what came before is there, then the client throws.
  const broken = new OpenAI({ baseURL, apiKey: process.env.LLMOPS_BROKEN_KEY, maxRetries: 0 });
  const service = process.env.LLMOPS_BROKEN_SERVICE;
  for (const start of [
    () => broken.responses.create({ model: service, input, stream: true }),
    () => broken.chat.completions.create({ model: service, messages, stream: true }),
  ]) {
    let before = 0;
    await assert.rejects(async () => { for await (const ignored of await start()) before += 1; },
      (error) => error instanceof OpenAI.APIError && error.code === "upstream_failed");
    assert.ok(before > 0);
  }
}
console.log(JSON.stringify(seen));
