// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.llmops.kernel.Problem;
import java.util.Locale;

/** Of whom the calls are counted together. */
public enum LimitLevel {
    /** Every key of the organisation; its subject is {@code self}. */
    ORGANISATION,
    /** The users and keys that the limit names as members; its subject is a name. */
    TEAM,
    /** The keys of one user; its subject is the user's id. */
    USER,
    /** Its subject is the key's id. */
    KEY;

    static final String SELF = "self";

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static LimitLevel parse(String text) {
        for (LimitLevel level : values()) {
            if (level.wireName().equals(text)) {
                return level;
            }
        }
        throw Problem.invalid("level", text, "organisation, team, user or key");
    }
}
