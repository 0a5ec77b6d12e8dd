// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.moderation;

import java.util.Locale;

/** OpenAI's categories. */
public enum Category {
    HARASSMENT("harassment"),
    HARASSMENT_THREATENING("harassment/threatening"),
    HATE("hate"),
    HATE_THREATENING("hate/threatening"),
    ILLICIT("illicit"),
    ILLICIT_VIOLENT("illicit/violent"),
    SELF_HARM("self-harm"),
    SELF_HARM_INTENT("self-harm/intent"),
    SELF_HARM_INSTRUCTIONS("self-harm/instructions"),
    SEXUAL("sexual"),
    SEXUAL_MINORS("sexual/minors"),
    VIOLENCE("violence"),
    VIOLENCE_GRAPHIC("violence/graphic");

    /** From here on a text is flagged. */
    public static final double THRESHOLD = 0.5;

    private final String wireName;

    Category(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    static Category parse(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_').replace('/', '_'));
    }
}
