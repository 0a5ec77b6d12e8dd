// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.usage.UsageForm;
import dev.llmops.forge.usage.UsageTally;
import java.io.IOException;

/** {@code usage} of {@code messages}: input counts exclude what was read from or written to a cache. */
final class MessagesUsage {
    private final UsageTally tally = new UsageTally(UsageForm.ANTHROPIC);

    /** Tells what is said by now; what a later event leaves out holds on. */
    void read(JsonIn in, AnswerEvents to) throws IOException {
        in.usage(tally);
        TokenUsage usage = tally.usage();
        if (usage != null) {
            to.usage(usage);
        }
    }

    static void write(JsonOut out, TokenUsage used) {
        long plain = Math.max(0, used.input() - used.cachedInput() - used.cacheWrite());
        out.open("usage").put("input_tokens", plain);
        out.put("cache_creation_input_tokens", used.cacheWrite());
        out.put("cache_read_input_tokens", used.cachedInput());
        if (used.longCacheWrite() > 0) {
            out.open("cache_creation").put("ephemeral_5m_input_tokens", used.cacheWrite() - used.longCacheWrite());
            out.put("ephemeral_1h_input_tokens", used.longCacheWrite()).close();
        }
        out.put("output_tokens", used.output()).close();
    }
}
