// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code generateContent}: the model stands in the path, and a stream ends without a frame that says so. */
enum GeminiSpeech implements Speech {
    ONLY;

    @Override
    public @Nullable String key(HttpServerRequest request) {
        return request.getHeader("x-goog-api-key");
    }

    @Override
    public @Nullable ReceivedCall read(String path, Buffer body) {
        int colon = path.lastIndexOf(':');
        String model = path.substring(path.lastIndexOf('/') + 1, colon);
        return ReceivedCall.isObject(body)
                ? new ReceivedCall(ReceivedCall.decoded(model), path.endsWith(":streamGenerateContent"), true)
                : null;
    }

    @Override
    public Buffer completion(ReceivedCall call, ProviderSettings settings, Faults faults) {
        if (faults.has(Faults.NO_CHOICES)) {
            return Buffer.buffer("{\"candidates\":[]}");
        }
        String parts = "{\"text\":\"" + Speech.text(settings, faults) + "\"}" + calls(faults);
        return Speech.whole(
                chunk(call, parts, "\"STOP\"", faults.has(Faults.NO_USAGE) ? null : settings.usage()), faults);
    }

    @Override
    public List<Buffer> frames(ReceivedCall call, ProviderSettings settings, Faults faults) {
        List<Buffer> frames = new ArrayList<>();
        ProviderUsage usage = settings.usage();
        boolean told = !faults.has(Faults.NO_USAGE);
        for (int i = 0; i < settings.tokens(); i++) {
            if (i == settings.tokens() / 2) {
                spoil(call, frames, faults);
            }
            ProviderUsage soFar = new ProviderUsage(usage.input(), 0, usage.cached(), 0);
            frames.add(Speech.event(chunk(call, "{\"text\":\"word" + i + " \"}", null, told ? soFar : null)));
        }
        if (faults.has(Faults.TOOL_CALLS)) {
            frames.add(Speech.event(chunk(call, calls(faults).substring(1), null, null)));
        }
        List<Buffer> cut = Speech.cut(frames, faults);
        if (!faults.has(Faults.UNFINISHED)) {
            frames.add(Speech.event(chunk(call, "{\"text\":\"\"}", "\"STOP\"", told ? usage : null)));
        }
        return cut;
    }

    @Override
    public Buffer last() {
        return Buffer.buffer();
    }

    @Override
    public Buffer endless(ReceivedCall call) {
        return Speech.event(chunk(call, "{\"text\":\"" + "x".repeat(4_000) + "\"}", null, null));
    }

    @Override
    public Buffer error(int status) {
        String word =
                switch (status) {
                    case 401 -> "UNAUTHENTICATED";
                    case 429 -> "RESOURCE_EXHAUSTED";
                    default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
                };
        return Buffer.buffer("{\"error\":{\"code\":" + status + ",\"message\":\"The stub was told to answer " + status
                + "\",\"status\":\"" + word + "\"}}");
    }

    private static void spoil(ReceivedCall call, List<Buffer> frames, Faults faults) {
        if (faults.has(Faults.GARBAGE)) {
            frames.add(Speech.event("{\"candidates\": ~~~ no JSON"));
        }
        if (faults.has(Faults.ERROR_FRAME)) {
            frames.add(Speech.event(
                    "{\"error\":{\"code\":503,\"message\":\"out of memory\",\"status\":\"UNAVAILABLE\"}}"));
        }
        if (faults.has(Faults.HUGE)) {
            String filler = "x".repeat(1_024 * faults.value(Faults.HUGE));
            frames.add(Speech.event(chunk(call, "{\"text\":\"" + filler + "\"}", null, null)));
        }
    }

    private static String calls(Faults faults) {
        return (",{\"functionCall\":{\"name\":\"weather\",\"args\":" + TOOL_ARGUMENTS
                        + "},\"thoughtSignature\":\"c2lnbmVk\"}")
                .repeat(faults.value(Faults.TOOL_CALLS));
    }

    private static String chunk(
            ReceivedCall call, String parts, @Nullable String finish, @Nullable ProviderUsage usage) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"}"
                + (finish == null ? "" : ",\"finishReason\":" + finish) + ",\"index\":0}]"
                + (usage == null ? "" : ",\"usageMetadata\":" + usage(usage)) + ",\"modelVersion\":\""
                + Speech.plain(call.model()) + "\",\"responseId\":\"stub\"}";
    }

    private static String usage(ProviderUsage usage) {
        return "{\"promptTokenCount\":" + usage.input() + ",\"candidatesTokenCount\":"
                + (usage.output() - usage.reasoning()) + ",\"thoughtsTokenCount\":" + usage.reasoning()
                + ",\"cachedContentTokenCount\":" + usage.cached() + ",\"totalTokenCount\":"
                + (usage.input() + usage.output()) + "}";
    }
}
