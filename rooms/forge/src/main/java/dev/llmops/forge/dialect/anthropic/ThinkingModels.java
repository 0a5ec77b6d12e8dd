// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import java.util.regex.Pattern;

/** How Anthropic's models are told to think: the older ones by a budget, the newer ones by an effort. */
public final class ThinkingModels {
    private static final Pattern BUDGET =
            Pattern.compile("claude-3|claude-(opus|sonnet|haiku)-4(-[015])?(-20\\d{6}|-v\\d|@|:|$)");

    private ThinkingModels() {}

    public static boolean takeBudget(String model) {
        return BUDGET.matcher(model).find();
    }
}
