// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Part.ToolCall;

/** Writes one of {@code tool_calls}. */
final class ToolCallText {
    private ToolCallText() {}

    /**
     * @param index in a stream; −1 for none
     */
    static void write(JsonOut out, int index, ToolCall call) {
        out.open();
        if (index >= 0) {
            out.put("index", index);
        }
        out.put("id", call.id()).put("type", "function");
        out.open("function")
                .put("name", call.name())
                .put("arguments", call.arguments())
                .close();
        if (call.signature() != null) {
            out.open("extra_content")
                    .open("google")
                    .put("thought_signature", call.signature())
                    .close()
                    .close();
        }
        out.close();
    }
}
