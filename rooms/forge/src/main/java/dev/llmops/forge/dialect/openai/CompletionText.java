// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.JsonOut;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code text_completion}s, whole or as the chunks of a stream.
 *
 * @param callId makes the answer's id
 * @param includeUsage whether a stream tells what was used
 */
public record CompletionText(String callId, String model, long createdSeconds, boolean includeUsage) {
    /**
     * One of the answers.
     *
     * @param finish why it ended: {@code stop} or {@code length}
     */
    public record Choice(String text, String finish) {}

    public byte[] whole(List<Choice> choices, TokenUsage used) {
        JsonOut out = head(new JsonOut()).list("choices");
        for (int i = 0; i < choices.size(); i++) {
            choice(out, i, choices.get(i).text(), choices.get(i).finish());
        }
        out.close();
        ChatUsage.write(out, used);
        return out.close().finish();
    }

    /**
     * @param finish null while the answer goes on
     */
    public byte[] chunk(int index, String text, @Nullable String finish) {
        JsonOut out = new JsonOut().plain("data: ");
        head(out).list("choices");
        choice(out, index, text, finish);
        out.close();
        if (includeUsage) {
            out.putNull("usage");
        }
        return out.close().plain("\n\n").take();
    }

    /** The chunk that only carries usage. */
    public byte[] usage(TokenUsage used) {
        JsonOut out = new JsonOut().plain("data: ");
        head(out).list("choices").close();
        ChatUsage.write(out, used);
        return out.close().plain("\n\n").take();
    }

    public static byte[] done() {
        return "data: [DONE]\n\n".getBytes(US_ASCII);
    }

    private JsonOut head(JsonOut out) {
        out.open().put("id", "cmpl-" + callId).put("object", "text_completion");
        return out.put("created", createdSeconds).put("model", model);
    }

    private static void choice(JsonOut out, int index, String text, @Nullable String finish) {
        out.open().put("text", text).put("index", index).putNull("logprobs");
        out.putOrNull("finish_reason", finish).close();
    }
}
