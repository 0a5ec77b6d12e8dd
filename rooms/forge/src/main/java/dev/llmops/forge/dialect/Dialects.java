// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.forge.dialect.anthropic.MessagesForm;
import dev.llmops.forge.dialect.bedrock.ConverseForm;
import dev.llmops.forge.dialect.gemini.GeminiForm;
import dev.llmops.forge.dialect.openai.ChatForm;
import dev.llmops.forge.dialect.openai.CompletionForm;
import dev.llmops.forge.dialect.responses.ResponsesForm;

/** The dialects by name. */
public final class Dialects {
    private static final DialectForm CHAT = new ChatForm();
    private static final DialectForm MESSAGES = new MessagesForm();
    private static final DialectForm RESPONSES = new ResponsesForm();
    private static final DialectForm COMPLETIONS = new CompletionForm();
    private static final DialectForm EMBEDDINGS = new RefusedOnly(CHAT);
    private static final DialectForm TOKEN_COUNT = new RefusedOnly(MESSAGES);
    private static final DialectForm GEMINI = new GeminiForm();
    private static final DialectForm CONVERSE = new ConverseForm();

    private Dialects() {}

    public static DialectForm of(Dialect dialect) {
        return switch (dialect) {
            case OPENAI_CHAT -> CHAT;
            case ANTHROPIC_MESSAGES -> MESSAGES;
            case GEMINI -> GEMINI;
            case BEDROCK_CONVERSE -> CONVERSE;
            case OPENAI_RESPONSES -> RESPONSES;
            case OPENAI_COMPLETIONS -> COMPLETIONS;
            case OPENAI_EMBEDDINGS -> EMBEDDINGS;
            case ANTHROPIC_TOKEN_COUNT -> TOKEN_COUNT;
        };
    }
}
