// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Thinking;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How Anthropic's models are told to think: the older ones by a budget, the newer ones by an effort. */
public final class ThinkingModels {
    private static final Pattern BUDGET =
            Pattern.compile("claude-3|claude-(opus|sonnet|haiku)-4(-[015])?(-20\\d{6}|-v\\d|@|:|$)");

    private static final int MIN_BUDGET = 1_024;

    private ThinkingModels() {}

    private static boolean takeBudget(String model) {
        return BUDGET.matcher(model).find();
    }

    /**
     * Writes how the model is to think.
     *
     * @param maxTokens of the whole answer; a budget stays below
     * @return the effort, which has its own place in the request; null when there is none to name
     */
    public static @Nullable String tell(JsonOut out, String model, Thinking thinking, int maxTokens) {
        if (takeBudget(model)) {
            int budget = Math.min(thinking.budgetTokens(), maxTokens - 1);
            if (budget >= MIN_BUDGET) {
                out.open("thinking")
                        .put("type", "enabled")
                        .put("budget_tokens", budget)
                        .close();
            }
            return null;
        }
        out.open("thinking").put("type", "adaptive").close();
        if (thinking.effort() == null && thinking.budget() == null) {
            return null;
        }
        String effort = thinking.effortOrNearest();
        return effort.equals("minimal") ? "low" : effort;
    }
}
