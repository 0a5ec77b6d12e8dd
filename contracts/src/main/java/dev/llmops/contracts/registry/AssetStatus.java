// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.Problem;
import java.util.Locale;

/** The life of a version: draft → published → deprecated → retired. A published version may also be retired at once. */
public enum AssetStatus {
    DRAFT,
    PUBLISHED,
    DEPRECATED,
    RETIRED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AssetStatus parse(String text) {
        for (AssetStatus status : values()) {
            if (status.wireName().equals(text)) {
                return status;
            }
        }
        throw Problem.invalid("status", text, "draft, published, deprecated or retired");
    }

    /** Whether the step is a legal one. */
    public boolean canBecome(AssetStatus next) {
        return switch (this) {
            case DRAFT -> next == PUBLISHED;
            case PUBLISHED -> next == DEPRECATED || next == RETIRED;
            case DEPRECATED -> next == RETIRED;
            case RETIRED -> false;
        };
    }
}
