// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

/** The language of a request and its answer. Where client and upstream speak the same one, bytes pass untouched. */
public enum Dialect {
    /** {@code chat/completions}. */
    OPENAI_CHAT,
    /** {@code responses}, of clients only. */
    OPENAI_RESPONSES,
    /** {@code messages}. */
    ANTHROPIC_MESSAGES,
    /** {@code generateContent}, of upstreams only. */
    GEMINI,
    /** {@code converse}, of upstreams only. */
    BEDROCK_CONVERSE
}
