// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code messages}. Of the settings' usage the cached part is told apart from the input, as this dialect counts. */
enum AnthropicSpeech implements Speech {
    ONLY;

    @Override
    public @Nullable String key(HttpServerRequest request) {
        return "2023-06-01".equals(request.getHeader("anthropic-version")) ? request.getHeader("x-api-key") : null;
    }

    @Override
    public Buffer completion(ReceivedCall call, ProviderSettings settings, Faults faults) {
        int tools = faults.value(Faults.TOOL_CALLS);
        StringBuilder content = new StringBuilder("{\"type\":\"text\",\"text\":\"")
                .append(Speech.text(settings, faults))
                .append("\"}");
        for (int i = 0; i < tools; i++) {
            content.append(",{\"type\":\"tool_use\",\"id\":\"toolu_")
                    .append(i)
                    .append("\",\"name\":\"weather\",\"input\":")
                    .append(TOOL_ARGUMENTS)
                    .append('}');
        }
        String json = head(call) + ",\"content\":[" + content + "],\"stop_reason\":\"" + stop(tools)
                + "\",\"stop_sequence\":null"
                + (faults.has(Faults.NO_USAGE)
                        ? ""
                        : ",\"usage\":" + usage(settings, settings.usage().output()))
                + "}";
        return Speech.whole(faults.has(Faults.NO_CHOICES) ? "{\"type\":\"message\"}" : json, faults);
    }

    @Override
    public List<Buffer> frames(ReceivedCall call, ProviderSettings settings, Faults faults) {
        List<Buffer> frames = new ArrayList<>();
        String usage = faults.has(Faults.NO_USAGE) ? "" : ",\"usage\":" + usage(settings, 1);
        frames.add(event(
                "message_start",
                "\"message\":" + head(call) + ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null" + usage
                        + "}"));
        frames.add(event("ping", null));
        frames.add(start(0, "{\"type\":\"text\",\"text\":\"\"}"));
        for (int i = 0; i < settings.tokens(); i++) {
            if (i == settings.tokens() / 2) {
                spoil(frames, faults);
            }
            frames.add(delta(0, "text_delta", "text", "word" + i + " "));
        }
        frames.add(event("content_block_stop", "\"index\":0"));
        int tools = faults.value(Faults.TOOL_CALLS);
        for (int i = 1; i <= tools; i++) {
            frames.add(start(
                    i, "{\"type\":\"tool_use\",\"id\":\"toolu_" + (i - 1) + "\",\"name\":\"weather\",\"input\":{}}"));
            frames.add(delta(i, "input_json_delta", "partial_json", ""));
            frames.add(delta(i, "input_json_delta", "partial_json", "{\\\"city\\\":\\\"Ulm\\\""));
            frames.add(delta(i, "input_json_delta", "partial_json", ",\\\"days\\\":2}"));
            frames.add(event("content_block_stop", "\"index\":" + i));
        }
        List<Buffer> cut = Speech.cut(frames, faults);
        if (!faults.has(Faults.UNFINISHED)) {
            frames.add(event(
                    "message_delta",
                    "\"delta\":{\"stop_reason\":\"" + stop(tools) + "\",\"stop_sequence\":null}"
                            + (faults.has(Faults.NO_USAGE)
                                    ? ""
                                    : ",\"usage\":{\"output_tokens\":"
                                            + settings.usage().output() + "}")));
        }
        return cut;
    }

    @Override
    public Buffer last() {
        return event("message_stop", null);
    }

    @Override
    public Buffer endless(ReceivedCall call) {
        return delta(0, "text_delta", "text", "x".repeat(4_000));
    }

    @Override
    public Buffer error(int status) {
        String type =
                switch (status) {
                    case 401 -> "authentication_error";
                    case 429 -> "rate_limit_error";
                    case 529 -> "overloaded_error";
                    default -> status >= 500 ? "api_error" : "invalid_request_error";
                };
        return Buffer.buffer("{\"type\":\"error\",\"error\":{\"type\":\"" + type
                + "\",\"message\":\"The stub was told to answer " + status + "\"},\"request_id\":\"req_stub\"}");
    }

    private static void spoil(List<Buffer> frames, Faults faults) {
        if (faults.has(Faults.GARBAGE)) {
            frames.add(Buffer.buffer("event: content_block_delta\ndata: {\"type\": ~~~ no JSON\n\n"));
        }
        if (faults.has(Faults.ERROR_FRAME)) {
            frames.add(event("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"out of memory\"}"));
        }
        if (faults.has(Faults.HUGE)) {
            frames.add(delta(0, "text_delta", "text", "x".repeat(1_024 * faults.value(Faults.HUGE))));
        }
    }

    private static String head(ReceivedCall call) {
        return "{\"id\":\"msg_stub\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""
                + Speech.plain(call.model()) + "\"";
    }

    private static String stop(int tools) {
        return tools > 0 ? "tool_use" : "end_turn";
    }

    private static String usage(ProviderSettings settings, long output) {
        ProviderUsage usage = settings.usage();
        return "{\"input_tokens\":" + (usage.input() - usage.cached())
                + ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":" + usage.cached()
                + ",\"output_tokens\":" + output + "}";
    }

    private static Buffer start(int index, String block) {
        return event("content_block_start", "\"index\":" + index + ",\"content_block\":" + block);
    }

    private static Buffer delta(int index, String type, String member, String piece) {
        return event(
                "content_block_delta",
                "\"index\":" + index + ",\"delta\":{\"type\":\"" + type + "\",\"" + member + "\":\"" + piece + "\"}");
    }

    private static Buffer event(String type, @Nullable String members) {
        return Buffer.buffer("event: " + type + "\ndata: {\"type\":\"" + type + "\""
                + (members == null ? "" : "," + members) + "}\n\n");
    }
}
