// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

/**
 * The language of a request and its answer, and so what is asked. Where client and upstream speak the same one, bytes
 * pass untouched.
 */
public enum Dialect {
    /** {@code chat/completions}. */
    OPENAI_CHAT,
    /** {@code responses}, of clients only. */
    OPENAI_RESPONSES,
    /** {@code completions}, the prompt without a conversation; of clients, and of some upstreams that speak OpenAI's. */
    OPENAI_COMPLETIONS,
    /** {@code embeddings}. */
    OPENAI_EMBEDDINGS,
    /** {@code messages}. */
    ANTHROPIC_MESSAGES,
    /** {@code messages/count_tokens}: how many tokens a request of {@code messages} would have. */
    ANTHROPIC_TOKEN_COUNT,
    /** {@code generateContent}, of upstreams only. */
    GEMINI,
    /** {@code converse}, of upstreams only. */
    BEDROCK_CONVERSE
}
