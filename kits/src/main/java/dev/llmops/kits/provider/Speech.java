// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers in one dialect, as they are and as the faults spoil them. */
interface Speech {
    String TOOL_ARGUMENTS = "{\"city\":\"Ulm\",\"days\":2}";

    /** Who speaks at this path; null for nobody. */
    static @Nullable Speech at(String path) {
        if (path.endsWith("/chat/completions")) {
            return OpenAiSpeech.ONLY;
        }
        if (path.endsWith("/completions")) {
            return OpenAiSpeech.COMPLETIONS;
        }
        if (path.endsWith("/embeddings") || path.endsWith(":batchEmbedContents")) {
            return EmbeddingSpeech.at(path);
        }
        if (path.endsWith("/messages/count_tokens")) {
            return EmbeddingSpeech.COUNT;
        }
        if (path.endsWith("/messages")) {
            return AnthropicSpeech.ONLY;
        }
        if (path.endsWith(":generateContent") || path.endsWith(":streamGenerateContent")) {
            return GeminiSpeech.ONLY;
        }
        return path.endsWith("/converse") || path.endsWith("/converse-stream") ? BedrockSpeech.ONLY : null;
    }

    /** The key that a request shows, where this dialect's clients show it; null for none. */
    @Nullable
    String key(HttpServerRequest request);

    /** What is asked; null when it is not a request of this dialect. */
    default @Nullable ReceivedCall read(String path, Buffer body) {
        return ReceivedCall.read(body);
    }

    Buffer completion(ReceivedCall call, ProviderSettings settings, Faults faults);

    /** The frames of a stream, the last one not included. */
    List<Buffer> frames(ReceivedCall call, ProviderSettings settings, Faults faults);

    /** The frame without which a stream is not complete; empty where there is none. */
    Buffer last();

    /** One of endlessly many frames, about 4 KiB. */
    Buffer endless(ReceivedCall call);

    Buffer error(int status);

    default String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    static Buffer event(String data) {
        return Buffer.buffer("data: " + data + "\n\n");
    }

    /** What every text answer says. */
    static String text(ProviderSettings settings, Faults faults) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < settings.tokens(); i++) {
            text.append("word").append(i).append(' ');
        }
        return text.append("x".repeat(1_024 * faults.value(Faults.HUGE))).toString();
    }

    /** A model's name that can stand in JSON. */
    static String plain(String model) {
        return model.replaceAll("[\"\\\\\\p{Cntrl}]", "?");
    }

    /** Half of a document where the fault asks for it. */
    static Buffer whole(String json, Faults faults) {
        if (faults.has(Faults.HTML)) {
            return Buffer.buffer("<html><body>Welcome</body></html>");
        }
        Buffer whole = Buffer.buffer(json);
        return faults.has(Faults.MALFORMED) ? whole.slice(0, whole.length() / 2) : whole;
    }

    /** The first frames where the fault ends a stream early, else all. */
    static List<Buffer> cut(List<Buffer> frames, Faults faults) {
        return faults.has(Faults.UNFINISHED)
                ? frames.subList(0, Math.min(faults.value(Faults.UNFINISHED), frames.size()))
                : frames;
    }
}
