// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.Problem;
import java.util.Locale;

/** What can be registered. */
public enum AssetKind {
    MODEL,
    PROMPT,
    SERVICE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AssetKind parse(String text) {
        for (AssetKind kind : values()) {
            if (kind.wireName().equals(text)) {
                return kind;
            }
        }
        throw Problem.invalid("kind", text, "model, prompt or service");
    }
}
