// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import dev.llmops.kernel.Problem;
import java.util.Locale;

/** How an upstream is spoken to. */
public enum UpstreamKind {
    /** Any endpoint that speaks OpenAI's {@code chat/completions}. */
    OPENAI_COMPATIBLE,
    /** The built-in simulator: deterministic text, honest token counts, settable latency; needs no key. */
    SIMULATOR;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static UpstreamKind parse(String text) {
        for (UpstreamKind kind : values()) {
            if (kind.wireName().equals(text)) {
                return kind;
            }
        }
        throw Problem.invalid("kind", text, "openai_compatible or simulator");
    }
}
