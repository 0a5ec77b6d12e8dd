// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.UpstreamFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Whether a failure at one target leaves hope at another. */
final class Elsewhere {
    /** How providers say that a request is longer than the model's context window. */
    private static final List<String> TOO_LONG = List.of(
            "context_length_exceeded",
            "context length",
            "context window",
            "prompt is too long",
            "input is too long",
            "input token count");

    private static final int MAX_LOOKED_AT = 4 * 1024;

    private Elsewhere() {}

    /** The client's fault is a fault everywhere; the credential's, the model's and the load's are not. */
    static boolean worthTrying(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Unreachable ignored -> true;
            case UpstreamFailure.TimedOut ignored -> true;
            case UpstreamFailure.Broken ignored -> true;
            case UpstreamFailure.Refused refused ->
                switch (refused.status()) {
                    case 401, 403, 404, 408, 429 -> true;
                    default -> refused.status() >= 500 || tooLong(failure);
                };
        };
    }

    static boolean tooLong(UpstreamFailure failure) {
        if (!(failure instanceof UpstreamFailure.Refused refused)
                || (refused.status() != 400 && refused.status() != 413 && refused.status() != 422)) {
            return false;
        }
        ByteBuffer body = refused.body().duplicate();
        body.limit(Math.min(body.limit(), body.position() + MAX_LOOKED_AT));
        String text = UTF_8.decode(body).toString().toLowerCase(Locale.ROOT);
        return TOO_LONG.stream().anyMatch(text::contains);
    }
}
