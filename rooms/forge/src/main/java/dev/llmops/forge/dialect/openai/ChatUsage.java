// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.usage.UsageForm;
import java.io.IOException;

/** {@code usage} of {@code chat/completions}. */
final class ChatUsage {
    private ChatUsage() {}

    static void read(JsonIn in, AnswerEvents to) throws IOException {
        TokenUsage usage = in.usage(UsageForm.OPENAI_CHAT);
        if (usage != null) {
            to.usage(usage);
        }
    }

    static void write(JsonOut out, TokenUsage used) {
        out.open("usage")
                .put("prompt_tokens", used.input())
                .put("completion_tokens", used.output())
                .put("total_tokens", used.total());
        out.open("prompt_tokens_details").put("cached_tokens", used.cachedInput());
        if (used.cacheWrite() > 0) {
            out.put("cache_write_tokens", used.cacheWrite());
        }
        out.put("audio_tokens", used.audioInput()).close();
        out.open("completion_tokens_details").put("reasoning_tokens", used.reasoning());
        out.put("audio_tokens", used.audioOutput()).close();
        out.close();
    }
}
