// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.usage;

import com.fasterxml.jackson.core.JsonParser;
import dev.llmops.contracts.forge.TokenUsage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The ways in which providers write down what a call used. */
public enum UsageForm {
    /**
     * {@code usage} of OpenAI's chat and text completions and of all who copy them: Azure, Mistral, Groq, DeepSeek,
     * OpenRouter, vLLM, Ollama's copy. Input and output include everything, unless the total says that reasoning comes on
     * top.
     */
    OPENAI_CHAT,
    /** {@code usage} of OpenAI's responses. */
    OPENAI_RESPONSES,
    /** {@code usage} of OpenAI's embeddings and their copies: nothing but input. */
    OPENAI_EMBEDDINGS,
    /**
     * {@code usage} of Anthropic's messages, wherever they are served. The input excludes what was read from or written to
     * the cache. In a stream every further object is newer than the one before, and may say less.
     */
    ANTHROPIC,
    /** {@code usageMetadata} of Gemini: the output excludes thoughts, the input excludes what tools put into the prompt. */
    GEMINI,
    /** {@code usage} of Bedrock's Converse: the input excludes what was read from or written to the cache. */
    BEDROCK_CONVERSE,
    /** {@code usage} or {@code meta} of Cohere: what is billed, or what was processed where nothing is said to be billed. */
    COHERE,
    /** {@code usage} of xAI's chat completions: the output excludes reasoning. */
    XAI,
    /** The whole answer of Ollama's own API, or the last object of its stream. */
    OLLAMA;

    /**
     * Reads the object on whose first token the parser stands, and leaves the parser on its last.
     *
     * @return null when it does not say how much was read, or when there is no object
     */
    public @Nullable TokenUsage read(JsonParser json) throws IOException {
        UsageTally tally = new UsageTally(this);
        tally.object(json);
        return tally.usage();
    }
}
