// SPDX-License-Identifier: Apache-2.0

export interface Sample {
  name: string;
  language: string;
  code: string;
}

/** How to call a service with common clients. `base` ends in `/v1`. */
export function samples(base: string, model: string): Sample[] {
  return [
    {
      name: 'curl',
      language: 'sh',
      code: `curl ${base}/chat/completions \\
  -H "Authorization: Bearer $LLMOPS_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Say hello"}]}'`,
    },
    {
      name: 'JavaScript',
      language: 'js',
      code: `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${base}', apiKey: process.env.LLMOPS_KEY });
const stream = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Say hello' }],
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');`,
    },
    {
      name: 'Java',
      language: 'java',
      code: `OpenAIClient client = OpenAIOkHttpClient.builder()
        .baseUrl("${base}")
        .apiKey(System.getenv("LLMOPS_KEY"))
        .build();
ChatCompletion answer = client.chat().completions().create(
        ChatCompletionCreateParams.builder()
                .model("${model}")
                .addUserMessage("Say hello")
                .build());
answer.choices().get(0).message().content().ifPresent(System.out::println);`,
    },
    {
      name: 'Python',
      language: 'py',
      code: `import os
from openai import OpenAI

client = OpenAI(base_url="${base}", api_key=os.environ["LLMOPS_KEY"])
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Say hello"}],
)
print(answer.choices[0].message.content)`,
    },
  ];
}
