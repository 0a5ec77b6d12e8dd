// SPDX-License-Identifier: Apache-2.0
// Has a file of requests called as a batch, as any user of the official client does, and prints what came of it.
import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";

const model = process.env.LLMOPS_SERVICE;
const client = new OpenAI({ baseURL: process.env.LLMOPS_BASE_URL, apiKey: process.env.LLMOPS_API_KEY, maxRetries: 0 });
const request = (id, body) => JSON.stringify({ custom_id: id, method: "POST", url: "/v1/chat/completions", body });
const lines = [];
for (let i = 0; i < 20; i++) {
  lines.push(request(`line-${i}`, { model, messages: [{ role: "user", content: `Question ${i}` }], max_tokens: 8 }));
}
lines.push(request("wrong", { model: "nobody-has-this", messages: [{ role: "user", content: "hello" }] }));
lines.push("{broken");

const file = await client.files.create({ file: await toFile(Buffer.from(lines.join("\n")), "in.jsonl"), purpose: "batch" });
assert.equal(file.object, "file");
assert.equal(file.filename, "in.jsonl");
assert.equal(file.bytes, lines.join("\n").length);
assert.equal(await (await client.files.content(file.id)).text(), lines.join("\n"));

let batch = await client.batches.create({
  input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h", metadata: { team: "support" },
});
assert.deepEqual(batch.metadata, { team: "support" });
const deadline = Date.now() + 40_000;
while (!["completed", "failed", "expired", "cancelled"].includes(batch.status)) {
  assert.ok(Date.now() < deadline, `still ${batch.status}: ${JSON.stringify(batch.request_counts)}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  batch = await client.batches.retrieve(batch.id);
}
assert.equal(batch.status, "completed");
assert.deepEqual(batch.request_counts, { total: 22, completed: 20, failed: 2 });

const read = async (id) => (await (await client.files.content(id)).text()).trim().split("\n").map((line) => JSON.parse(line));
const answers = await read(batch.output_file_id);
assert.deepEqual(answers.map((answer) => answer.custom_id), lines.slice(0, 20).map((line) => JSON.parse(line).custom_id));
assert.ok(answers.every((answer) => answer.response.body.choices[0].message.content.length > 0));
const errors = await read(batch.error_file_id);
assert.equal(errors[0].custom_id, "wrong");
assert.equal(errors[0].response.status_code, 404);
assert.equal(errors[0].response.body.error.code, "model_not_found");
assert.match(errors[1].error.message, /^line 22: /);

const batches = [];
for await (const one of client.batches.list({ limit: 1 })) batches.push(one.id);
assert.ok(batches.includes(batch.id));
const files = [];
for await (const one of client.files.list()) files.push(one.id);
assert.ok(files.includes(file.id) && files.includes(batch.output_file_id));
assert.equal((await client.files.delete(file.id)).deleted, true);
await assert.rejects(client.files.retrieve(file.id), (error) => error instanceof OpenAI.NotFoundError && error.code === "not_found");
await assert.rejects(
  client.files.create({ file: await toFile(Buffer.from("x"), "x"), purpose: "fine-tune" }),
  (error) => error instanceof OpenAI.BadRequestError && error.param === "purpose",
);
await assert.rejects(
  new OpenAI({ baseURL: process.env.LLMOPS_BASE_URL, apiKey: "wrong", maxRetries: 0 }).batches.list(),
  (error) => error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key",
);

const tokens = answers.reduce((sum, answer) => sum + answer.response.body.usage.completion_tokens, 0);
console.log(JSON.stringify({ answers: answers.length, output_tokens: tokens }));
