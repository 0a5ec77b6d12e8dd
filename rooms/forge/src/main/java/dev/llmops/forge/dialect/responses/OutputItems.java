// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Part;
import org.jspecify.annotations.Nullable;

/** The items of an output. A proof of thoughts travels in {@code encrypted_content}, which clients send back. */
final class OutputItems {
    /** Before thoughts that only their provider can read. */
    static final String HIDDEN = "hidden.";

    private OutputItems() {}

    static String message(String id, String status, String text, String refusal) {
        JsonOut out = new JsonOut().open().put("id", id).put("type", "message").put("status", status);
        out.put("role", "assistant").list("content");
        if (!text.isEmpty() || refusal.isEmpty()) {
            out.element(text(text));
        }
        if (!refusal.isEmpty()) {
            out.element(refusal(refusal));
        }
        return text(out.close().close());
    }

    static String text(String text) {
        JsonOut out = new JsonOut().open().put("type", "output_text").put("text", text);
        return text(out.list("annotations").close().list("logprobs").close().close());
    }

    static String refusal(String refusal) {
        return text(new JsonOut()
                .open()
                .put("type", "refusal")
                .put("refusal", refusal)
                .close());
    }

    static String call(String id, String status, Part.ToolCall call) {
        JsonOut out =
                new JsonOut().open().put("id", id).put("type", "function_call").put("status", status);
        out.put("call_id", call.id()).put("name", call.name()).put("arguments", call.arguments());
        return text(out.close());
    }

    static String reasoning(String id, String summary, @Nullable String encrypted) {
        JsonOut out =
                new JsonOut().open().put("id", id).put("type", "reasoning").list("summary");
        if (!summary.isEmpty()) {
            out.element(summary(summary));
        }
        return text(out.close().maybe("encrypted_content", encrypted).close());
    }

    static String summary(String text) {
        return text(new JsonOut()
                .open()
                .put("type", "summary_text")
                .put("text", text)
                .close());
    }

    private static String text(JsonOut out) {
        return new String(out.finish(), UTF_8);
    }
}
