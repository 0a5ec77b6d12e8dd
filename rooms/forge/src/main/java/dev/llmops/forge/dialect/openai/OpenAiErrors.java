// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.JsonOut;
import org.jspecify.annotations.Nullable;

/** Refusals in OpenAI's shape. */
public final class OpenAiErrors {
    private OpenAiErrors() {}

    public static byte[] body(int status, String message, @Nullable String field, @Nullable String code) {
        return new JsonOut()
                .open()
                .open("error")
                .put("message", message)
                .put("type", type(status))
                .putOrNull("param", field)
                .putOrNull("code", code)
                .close()
                .close()
                .finish();
    }

    static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }
}
