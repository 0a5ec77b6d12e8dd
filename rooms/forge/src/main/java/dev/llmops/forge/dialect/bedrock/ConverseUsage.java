// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.bedrock;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.usage.UsageForm;
import java.io.IOException;

/** {@code usage} of {@code converse}. */
final class ConverseUsage {
    private ConverseUsage() {}

    static void read(JsonIn in, AnswerEvents to) throws IOException {
        TokenUsage usage = in.usage(UsageForm.BEDROCK_CONVERSE);
        if (usage != null) {
            to.usage(usage);
        }
    }
}
