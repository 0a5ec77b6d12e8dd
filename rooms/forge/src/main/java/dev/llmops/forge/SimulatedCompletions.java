// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.ChatRequest.Malformed;
import dev.llmops.forge.ChatRequest.Message;
import dev.llmops.forge.dialect.openai.CompletionRequest;
import dev.llmops.forge.dialect.openai.CompletionText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The simulator's {@code text_completion}: to each prompt what it would answer to it in a conversation. */
record SimulatedCompletions(String model, boolean includeUsage, List<SimulatedAnswer> answers, TokenUsage usage)
        implements Simulated {
    static SimulatedCompletions to(Inference.Request request, Tokenizer tokens) throws IOException, Malformed {
        CompletionRequest asked = CompletionRequest.read(request.body());
        List<SimulatedAnswer> answers = new ArrayList<>(asked.prompts().size());
        long input = 0;
        long output = 0;
        for (String prompt : asked.prompts()) {
            Message message = new Message("user", prompt, null, List.of(), 0);
            int limit = Math.max(1, asked.maxTokens());
            SimulatedAnswer answer = SimulatedAnswer.to(
                    new ChatRequest(request.upstreamModel(), List.of(message), limit, false, List.of(), "none"),
                    tokens);
            answers.add(answer);
            input += tokens.count(prompt);
            output += answer.usage().output();
        }
        return new SimulatedCompletions(
                request.upstreamModel(), asked.includeUsage(), List.copyOf(answers), TokenUsage.counted(input, output));
    }

    @Override
    public Shape shape(String callId, long createdSeconds, boolean showUsage) {
        return new Chunks(new CompletionText(callId, model, createdSeconds, showUsage));
    }

    private final class Chunks implements Shape {
        private final CompletionText form;

        private Chunks(CompletionText form) {
            this.form = form;
        }

        @Override
        public ByteBuffer whole() {
            List<CompletionText.Choice> choices = answers.stream()
                    .map(answer -> new CompletionText.Choice(answer.text(), answer.finishReason()))
                    .toList();
            return ByteBuffer.wrap(form.whole(choices, usage));
        }

        @Override
        public ByteBuffer opening() {
            return Bytes.NONE;
        }

        @Override
        public int tokens() {
            return answers.stream().mapToInt(answer -> answer.pieces().size()).sum();
        }

        @Override
        public ByteBuffer token(int index) {
            int rest = index;
            int prompt = 0;
            while (rest >= answers.get(prompt).pieces().size()) {
                rest -= answers.get(prompt++).pieces().size();
            }
            return ByteBuffer.wrap(
                    form.chunk(prompt, answers.get(prompt).pieces().get(rest), null));
        }

        @Override
        public ByteBuffer closing() {
            ByteArrayOutputStream ends = new ByteArrayOutputStream(512);
            for (int i = 0; i < answers.size(); i++) {
                ends.writeBytes(form.chunk(i, "", answers.get(i).finishReason()));
            }
            return ByteBuffer.wrap(ends.toByteArray());
        }

        @Override
        public ByteBuffer usageOnly() {
            return ByteBuffer.wrap(form.usage(usage));
        }

        @Override
        public ByteBuffer last() {
            return ByteBuffer.wrap(CompletionText.done());
        }
    }
}
