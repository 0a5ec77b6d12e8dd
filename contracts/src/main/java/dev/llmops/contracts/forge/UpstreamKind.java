// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import dev.llmops.kernel.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an upstream is spoken to: its dialect, where its calls go below the base URL, and how they prove themselves. */
public enum UpstreamKind {
    /** Any endpoint that speaks OpenAI's {@code chat/completions}. */
    OPENAI_COMPATIBLE(Dialect.OPENAI_CHAT),
    /** Azure OpenAI: by deployment, or in its {@code v1} form. */
    AZURE_OPENAI(Dialect.OPENAI_CHAT),
    ANTHROPIC(Dialect.ANTHROPIC_MESSAGES),
    /** Google's Generative Language API. */
    GEMINI(Dialect.GEMINI),
    /** Amazon Bedrock's Converse. */
    BEDROCK(Dialect.BEDROCK_CONVERSE),
    MISTRAL(Dialect.OPENAI_CHAT),
    /** Cohere's compatibility API. */
    COHERE(Dialect.OPENAI_CHAT),
    OLLAMA(Dialect.OPENAI_CHAT),
    VLLM(Dialect.OPENAI_CHAT),
    /** The built-in simulator: deterministic text, honest token counts, settable latency; needs no key. */
    SIMULATOR(Dialect.OPENAI_CHAT);

    private static final String ALL =
            Arrays.stream(values()).map(UpstreamKind::wireName).collect(Collectors.joining(", "));

    private final Dialect dialect;

    UpstreamKind(Dialect dialect) {
        this.dialect = dialect;
    }

    /** What its endpoints speak. */
    public Dialect dialect() {
        return dialect;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all kinds, for people. */
    public static String expected() {
        return "one of " + ALL;
    }

    public static UpstreamKind parse(String text) {
        for (UpstreamKind kind : values()) {
            if (kind.wireName().equals(text)) {
                return kind;
            }
        }
        throw Problem.invalid("kind", text, expected());
    }
}
