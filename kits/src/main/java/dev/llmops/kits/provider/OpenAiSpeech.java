// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code chat/completions}; Azure's clients show their key in a header of its own. */
enum OpenAiSpeech implements Speech {
    ONLY,
    /** {@code completions}: the same words without a conversation. */
    COMPLETIONS {
        @Override
        public Buffer completion(ReceivedCall call, ProviderSettings settings, Faults faults) {
            String text = Speech.text(settings, faults);
            return Speech.whole(
                    HEAD + Speech.plain(call.model()) + "\",\"choices\":[{\"text\":\"" + text + FINISHED
                            + "\"stop\"}],\"usage\":" + settings.usage().json() + "}",
                    faults);
        }

        @Override
        public List<Buffer> frames(ReceivedCall call, ProviderSettings settings, Faults faults) {
            List<Buffer> frames = new ArrayList<>();
            String head = HEAD + Speech.plain(call.model()) + "\",\"choices\":[";
            for (int i = 0; i < settings.tokens(); i++) {
                frames.add(Speech.event(head + "{\"text\":\"word" + i + " " + FINISHED + "null}]}"));
            }
            frames.add(Speech.event(head + "{\"text\":\"" + FINISHED + "\"stop\"}]}"));
            if (call.includeUsage()) {
                frames.add(Speech.event(head + "],\"usage\":" + settings.usage().json() + "}"));
            }
            return Speech.cut(frames, faults);
        }
    };

    private static final String HEAD =
            "{\"id\":\"cmpl-stub\",\"object\":\"text_completion\",\"created\":1767225600,\"model\":\"";
    private static final String FINISHED = "\",\"index\":0,\"logprobs\":null,\"finish_reason\":";

    @Override
    public @Nullable String key(HttpServerRequest request) {
        String header = request.getHeader("authorization");
        return header == null ? request.getHeader("api-key") : header.replaceFirst("^Bearer ", "");
    }

    @Override
    public Buffer completion(ReceivedCall call, ProviderSettings settings, Faults faults) {
        return Script.completion(call.model(), settings, faults);
    }

    @Override
    public List<Buffer> frames(ReceivedCall call, ProviderSettings settings, Faults faults) {
        return Script.frames(call.model(), settings, call.includeUsage(), faults);
    }

    @Override
    public Buffer last() {
        return Script.DONE;
    }

    @Override
    public Buffer endless(ReceivedCall call) {
        return Script.endless(call.model());
    }

    @Override
    public Buffer error(int status) {
        return Script.error(status);
    }
}
