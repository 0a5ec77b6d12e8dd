// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.JsonIn;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One of {@code tool_calls}: of a request, an answer or a piece of a stream. A proof that Gemini wants back travels in
 * {@code extra_content.google.thought_signature}, where Google's own OpenAI endpoint puts it.
 */
final class ToolCallMembers {
    private int index = -1;
    private @Nullable String id;
    private String name = "";
    private String arguments = "";
    private @Nullable String signature;

    void read(JsonIn in) throws IOException {
        in.members(member -> {
            switch (member) {
                case "index" -> index = in.small();
                case "id" -> id = in.text();
                case "type" -> {
                    if (!in.text().isEmpty() && !in.text().equals("function")) {
                        throw in.unsaid("function");
                    }
                }
                case "function" -> in.members(inner -> function(in, inner));
                case "extra_content" -> extra(in);
                default -> in.skip();
            }
        });
    }

    private void function(JsonIn in, String member) throws IOException {
        switch (member) {
            case "name" -> name = in.text();
            // A few endpoints answer the object itself.
            case "arguments" -> arguments = in.isObject() ? in.raw() : in.text();
            default -> in.skip();
        }
    }

    private void extra(JsonIn in) throws IOException {
        in.members(provider -> {
            if (provider.equals("google") && in.isObject()) {
                in.members(member -> {
                    if (member.equals("thought_signature")) {
                        signature = in.text();
                    } else {
                        in.skip();
                    }
                });
            } else {
                in.skip();
            }
        });
    }

    /** −1 when it has none. */
    int index() {
        return index;
    }

    @Nullable
    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String arguments() {
        return arguments;
    }

    @Nullable
    String signature() {
        return signature;
    }
}
