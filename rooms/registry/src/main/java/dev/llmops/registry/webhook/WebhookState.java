// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.Problem;
import java.util.Locale;

/** Whether a webhook is delivered to. */
enum WebhookState {
    ACTIVE,
    /** Events are kept for it and wait. */
    PAUSED,
    /** It failed for long, is gone, or let too much pile up: nothing is kept for it until somebody activates it. */
    DISABLED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static WebhookState stored(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** What a person may set. */
    static WebhookState asked(String text) {
        return switch (text) {
            case "active" -> ACTIVE;
            case "paused" -> PAUSED;
            default -> throw Problem.invalid("state", text, "active or paused");
        };
    }
}
