// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code chat/completions}; Azure's clients show their key in a header of its own. */
enum OpenAiSpeech implements Speech {
    ONLY;

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
