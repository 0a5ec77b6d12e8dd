// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers that are no conversation: two vectors of four numbers, whatever was asked, or a count. Always numbers. */
enum EmbeddingSpeech implements Speech {
    OPENAI("{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-0.5,0.5,0.5]},"
            + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[1,0,0.0,-0e0]}],\"model\":\"stub\","
            + "\"usage\":{\"prompt_tokens\":12,\"total_tokens\":12}}"),
    GEMINI("{\"embeddings\":[{\"values\":[0.5,-0.5,0.5,0.5]},{\"values\":[1,0,0,0]}]}"),
    /** How many tokens Anthropic would count. */
    COUNT("{\"input_tokens\":12}");

    private final String answer;

    EmbeddingSpeech(String answer) {
        this.answer = answer;
    }

    static Speech at(String path) {
        return path.endsWith("/embeddings") ? OPENAI : GEMINI;
    }

    /** Whose keys and errors it has. */
    private Speech family() {
        return switch (this) {
            case OPENAI -> OpenAiSpeech.ONLY;
            case GEMINI -> GeminiSpeech.ONLY;
            case COUNT -> AnthropicSpeech.ONLY;
        };
    }

    @Override
    public @Nullable String key(HttpServerRequest request) {
        return family().key(request);
    }

    @Override
    public @Nullable ReceivedCall read(String path, Buffer body) {
        return ReceivedCall.isObject(body) ? new ReceivedCall("stub", false, false) : null;
    }

    @Override
    public Buffer completion(ReceivedCall call, ProviderSettings settings, Faults faults) {
        return Speech.whole(answer, faults);
    }

    @Override
    public List<Buffer> frames(ReceivedCall call, ProviderSettings settings, Faults faults) {
        return List.of();
    }

    @Override
    public Buffer last() {
        return family().last();
    }

    @Override
    public Buffer endless(ReceivedCall call) {
        return family().endless(call);
    }

    @Override
    public Buffer error(int status) {
        return family().error(status);
    }
}
