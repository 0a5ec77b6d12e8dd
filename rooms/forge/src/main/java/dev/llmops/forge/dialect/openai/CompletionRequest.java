// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.Draft;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code completions} request as far as somebody who only converses can answer it: texts to go on from, each for
 * itself. What needs the model's own way of going on (a suffix, an echo, probabilities, tokens) is refused by name.
 *
 * @param prompts at least one
 * @param sampling a conversation that says nothing yet, for how the answers are to be made
 */
public record CompletionRequest(List<String> prompts, int maxTokens, boolean includeUsage, Draft sampling) {
    /** The dialect's own limit where the request sets none. */
    public static final int DEFAULT_TOKENS = 16;

    private static final int MAX_PROMPTS = 128;

    public CompletionRequest {
        prompts = List.copyOf(prompts);
    }

    /** Refuses what it cannot mean with {@link UntranslatableException}. */
    public static CompletionRequest read(ByteBuffer body) throws IOException {
        Reader reader = new Reader();
        JsonIn.read(body, in -> in.members(name -> reader.member(in, name)));
        if (reader.prompts.isEmpty()) {
            throw new UntranslatableException("prompt", "prompt: expected a string or a list of strings");
        }
        return new CompletionRequest(reader.prompts, reader.maxTokens, reader.includeUsage, reader.draft);
    }

    /** The one prompt as what a user says. */
    Conversation conversation() throws IOException {
        if (prompts.size() > 1) {
            throw new UntranslatableException("prompt", "prompt: expected one text for this upstream");
        }
        sampling.maxTokens(maxTokens);
        sampling.said(false, List.of(new Part.Text(prompts.getFirst())));
        return sampling.done("prompt");
    }

    private static final class Reader {
        private final Draft draft = new Draft();
        private final List<String> prompts = new ArrayList<>();
        private int maxTokens = DEFAULT_TOKENS;
        private boolean includeUsage;

        private void member(JsonIn in, String name) throws IOException {
            switch (name) {
                case "model", "stream", "user" -> in.skip();
                case "prompt" -> prompt(in);
                case "max_tokens" -> maxTokens = in.small();
                case "temperature" -> draft.temperature(in.number());
                case "top_p" -> draft.topP(in.number());
                case "seed" -> draft.seed((long) in.number());
                case "frequency_penalty" -> draft.frequencyPenalty(in.number());
                case "presence_penalty" -> draft.presencePenalty(in.number());
                case "stop" -> stop(in);
                case "stream_options" -> in.members(option -> streamOption(in, option));
                default -> only(in, name);
            }
        }

        private void prompt(JsonIn in) throws IOException {
            if (in.isText()) {
                prompts.add(in.text());
                return;
            }
            in.elements(() -> {
                if (prompts.size() == MAX_PROMPTS) {
                    throw in.refuse("at most " + MAX_PROMPTS + " texts");
                }
                prompts.add(in.text());
            });
        }

        private void stop(JsonIn in) throws IOException {
            if (in.isText()) {
                draft.stop(in.text());
            } else {
                in.elements(() -> draft.stop(in.text()));
            }
        }

        private void streamOption(JsonIn in, String name) throws IOException {
            if (name.equals("include_usage")) {
                includeUsage = in.flag();
            } else {
                in.skip();
            }
        }

        /** What may stand there because it asks for nothing. */
        private static void only(JsonIn in, String name) throws IOException {
            String expected =
                    switch (name) {
                        case "n", "best_of" -> in.whole() == 1 ? "" : "1";
                        case "echo" -> in.flag() ? "false" : "";
                        case "suffix" -> in.text().isEmpty() ? "" : "nothing";
                        case "logit_bias" -> in.empty() ? "" : "nothing";
                        default -> "nothing";
                    };
            if (!expected.isEmpty()) {
                throw in.unsaid(expected);
            }
        }
    }
}
