// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream's refusal says, in whatever shape: {@code error.message} with {@code type}, {@code status} or
 * {@code code}, or {@code message} at the top.
 */
public final class ErrorReader {
    private static final int MAX_CHARS = 2_000;

    private @Nullable String message;
    private @Nullable String code;

    private ErrorReader() {}

    public static ErrorReader read(ByteBuffer body) {
        ErrorReader error = new ErrorReader();
        try {
            JsonIn.read(
                    body,
                    in -> in.members(name -> {
                        if (name.equals("error") && in.isObject()) {
                            in.members(member -> error.member(in, member));
                        } else {
                            error.member(in, name);
                        }
                    }));
        } catch (IOException notJson) {
            // Then what was read of it is all that it says.
        }
        return error;
    }

    private void member(JsonIn in, String name) throws IOException {
        if (!in.isText()) {
            in.skip();
            return;
        }
        switch (name) {
            case "message", "Message", "error", "detail" -> message = message == null ? cut(in.text()) : message;
            case "status", "code" -> code = cut(in.text());
            case "type", "__type" -> code = code == null && !in.text().equals("error") ? cut(in.text()) : code;
            default -> {}
        }
    }

    private static String cut(String text) {
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    }

    /** In the upstream's words, or in ours where it has none. */
    public String message(int status) {
        return message == null || message.isBlank() ? "The upstream answered with status " + status + "." : message;
    }

    /** The upstream's own word for the fault. */
    public @Nullable String code() {
        return code;
    }
}
