// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamKind;

/** How what a client asks reaches an upstream of some kind. */
enum Way {
    /** The upstream takes the request as it is. */
    AS_IT_IS,
    /** It is said in the upstream's words, and the answer in the client's. */
    TRANSLATED,
    /** It is answered in this process. */
    HERE,
    /** The upstream has nothing of the sort. */
    NONE;

    static Way of(Inference.Request request) {
        return of(request.dialect(), request.upstream().kind());
    }

    static Way of(Dialect asked, UpstreamKind kind) {
        return switch (asked) {
            case OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES, GEMINI, BEDROCK_CONVERSE ->
                asked == kind.dialect() ? AS_IT_IS : TRANSLATED;
            case OPENAI_COMPLETIONS ->
                switch (kind) {
                    case OPENAI_COMPATIBLE, AZURE_OPENAI, OLLAMA, VLLM -> AS_IT_IS;
                    case MISTRAL, COHERE, ANTHROPIC, GEMINI, BEDROCK -> TRANSLATED;
                    case SIMULATOR -> HERE;
                };
            case OPENAI_EMBEDDINGS ->
                switch (kind) {
                    case OPENAI_COMPATIBLE, AZURE_OPENAI, MISTRAL, COHERE, OLLAMA, VLLM -> AS_IT_IS;
                    case GEMINI -> TRANSLATED;
                    case SIMULATOR -> HERE;
                    case ANTHROPIC, BEDROCK -> NONE;
                };
            case ANTHROPIC_TOKEN_COUNT -> kind == UpstreamKind.ANTHROPIC ? AS_IT_IS : HERE;
        };
    }

    /** What the upstream is spoken to in. */
    static Dialect onTheWire(Inference.Request request) {
        boolean converses = request.dialect() != Dialect.OPENAI_EMBEDDINGS && of(request) == TRANSLATED;
        return converses ? request.upstream().kind().dialect() : request.dialect();
    }
}
