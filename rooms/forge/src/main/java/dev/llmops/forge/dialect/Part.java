// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of what was said. */
public sealed interface Part {
    record Text(String text) implements Part {}

    /**
     * An image, a document or a sound: either its bytes or where they are.
     *
     * @param at its field in the client's request, for refusals
     * @param type such as {@code image/png}; {@code image/*} when only the kind is known
     * @param data base64
     * @param name of a document
     */
    record Media(
            String at,
            String type,
            @Nullable String data,
            @Nullable String url,
            @Nullable String name) implements Part {
        public boolean image() {
            return type.startsWith("image/");
        }
    }

    /**
     * The model calls a tool.
     *
     * @param arguments a JSON object, as text
     * @param signature what Gemini wants back with the call
     */
    record ToolCall(
            String id,
            String name,
            String arguments,
            @Nullable String signature) implements Part {}

    /** What a tool answered; only texts and media. */
    record ToolResult(String callId, List<Part> content, boolean failed) implements Part {
        public ToolResult {
            content = List.copyOf(content);
        }

        /** Its texts, one after another. */
        public String text() {
            StringBuilder text = new StringBuilder();
            for (Part part : content) {
                if (part instanceof Text said) {
                    text.append(said.text());
                }
            }
            return text.toString();
        }
    }

    /**
     * What the model thought.
     *
     * @param signature the provider's proof that its model did
     */
    record Reasoning(String text, @Nullable String signature) implements Part {}

    /** What the model thought and only its provider can read. */
    record HiddenReasoning(String data) implements Part {}
}
