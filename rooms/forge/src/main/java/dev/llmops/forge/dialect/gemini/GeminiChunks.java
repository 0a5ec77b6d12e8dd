// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.gemini;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.dialect.StopReason;
import dev.llmops.forge.usage.UsageForm;
import dev.llmops.forge.usage.UsageTally;
import dev.llmops.kernel.Ulids;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers, one or many that make up one. A tool call comes in one piece; where it has no id it gets one, which the
 * client sends back with the result and which finds the call's name again then.
 */
final class GeminiChunks {
    private final AnswerEvents to;
    private final UsageTally usage = new UsageTally(UsageForm.GEMINI);
    private int calls;
    private boolean candidate;
    private @Nullable String finish;
    private boolean told;

    GeminiChunks(AnswerEvents to) {
        this.to = to;
    }

    /** One part while it is read. */
    private static final class Piece {
        private @Nullable String text;
        private boolean thought;
        private @Nullable String signature;
        private @Nullable String callId;
        private @Nullable String callName;
        private String arguments = "{}";
    }

    void read(JsonIn in) throws IOException {
        in.members(name -> {
            switch (name) {
                case "candidates" -> {
                    boolean[] first = {true};
                    in.elements(() -> {
                        if (first[0]) {
                            first[0] = false;
                            candidate(in);
                        } else {
                            in.skip();
                        }
                    });
                }
                case "promptFeedback" -> in.members(member -> feedback(in, member));
                case "usageMetadata" -> in.usage(usage);
                case "error" -> throw new MalformedAnswerException("the upstream reported an error in its answer");
                default -> in.skip();
            }
        });
        TokenUsage used = usage.usage();
        if (used != null) {
            to.usage(used);
        }
    }

    /** The whole answer was read. */
    void complete() throws MalformedAnswerException {
        if (!candidate || !finish()) {
            throw new MalformedAnswerException("the answer has no complete candidate");
        }
    }

    /** Tells why the answer ended, once; whether it did. */
    boolean finish() {
        if (finish != null && !told) {
            told = true;
            to.stop(reason(finish), null);
        }
        return told;
    }

    private void candidate(JsonIn in) throws IOException {
        candidate = true;
        in.members(name -> {
            switch (name) {
                case "content" ->
                    in.members(member -> {
                        if (member.equals("parts")) {
                            in.elements(() -> part(in));
                        } else {
                            in.skip();
                        }
                    });
                case "finishReason" -> finish = judged(in.text());
                default -> in.skip();
            }
        });
    }

    /** A prompt that was withheld from the model has no candidates. */
    private void feedback(JsonIn in, String member) throws IOException {
        if (member.equals("blockReason")) {
            candidate = true;
            finish = "SAFETY";
        }
        in.skip();
    }

    private void part(JsonIn in) throws IOException {
        Piece piece = new Piece();
        in.members(name -> {
            switch (name) {
                case "text" -> piece.text = in.text();
                case "thought" -> piece.thought = in.flag();
                case "thoughtSignature" -> piece.signature = in.text();
                case "functionCall" -> in.members(member -> call(in, member, piece));
                default -> in.skip();
            }
        });
        if (piece.callName != null) {
            String id = piece.callId == null ? "call_" + Ulids.next() : piece.callId;
            calls++;
            to.toolCall(id, piece.callName, piece.signature);
            to.arguments(piece.arguments);
            to.toolEnd();
        } else if (piece.text != null && !piece.text.isEmpty()) {
            if (piece.thought) {
                to.reasoning(piece.text);
            } else {
                to.text(piece.text);
            }
        }
    }

    private static void call(JsonIn in, String member, Piece piece) throws IOException {
        switch (member) {
            case "id" -> piece.callId = in.text();
            case "name" -> piece.callName = in.text();
            case "args" -> piece.arguments = in.rawObject();
            default -> in.skip();
        }
    }

    private static String judged(String reason) throws MalformedAnswerException {
        if (reason.equals("MALFORMED_FUNCTION_CALL") || reason.equals("UNEXPECTED_TOOL_CALL")) {
            throw new MalformedAnswerException("the model's tool call is none");
        }
        return reason;
    }

    private StopReason reason(String reason) {
        return switch (reason) {
            case "MAX_TOKENS" -> StopReason.LENGTH;
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "LANGUAGE" ->
                StopReason.FILTERED;
            default -> calls > 0 ? StopReason.TOOL_USE : StopReason.END;
        };
    }
}
