// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** The answers, in OpenAI's shapes, as they are and as the faults spoil them. */
final class Script {
    static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");
    private static final long CREATED = 1_767_225_600;

    private Script() {}

    static Buffer error(int status) {
        return Buffer.buffer("{\"error\":{\"message\":\"The stub was told to answer " + status
                + "\",\"type\":\"stub_error\",\"param\":null,\"code\":\"stub_" + status + "\"}}");
    }

    static Buffer models() {
        return Buffer.buffer("{\"object\":\"list\",\"data\":[{\"id\":\"stub\",\"object\":\"model\",\"created\":"
                + CREATED + ",\"owned_by\":\"llmops-kits\"}]}");
    }

    static Buffer completion(String model, ProviderSettings settings, Faults faults) {
        if (faults.has(Faults.HTML)) {
            return Buffer.buffer("<html><body>Welcome</body></html>");
        }
        if (faults.has(Faults.NO_CHOICES)) {
            return Buffer.buffer("{\"object\":\"chat.completion\",\"usage\":"
                    + settings.usage().json() + "}");
        }
        String text = text(settings) + filler(faults);
        int tools = faults.value(Faults.TOOL_CALLS);
        Buffer whole = Buffer.buffer("{\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion\",\"created\":" + CREATED
                + ",\"model\":\"" + plain(model)
                + "\",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + text + "\",\"refusal\":null" + calls(tools) + "},\"logprobs\":null,\"finish_reason\":\""
                + (tools > 0 ? "tool_calls" : "stop") + "\"}]"
                + (faults.has(Faults.NO_USAGE)
                        ? ""
                        : ",\"usage\":" + settings.usage().json()) + "}");
        return faults.has(Faults.MALFORMED) ? whole.slice(0, whole.length() / 2) : whole;
    }

    /** The frames of a stream, {@code [DONE]} not included. */
    static List<Buffer> frames(String model, ProviderSettings settings, boolean includeUsage, Faults faults) {
        String usage = includeUsage ? ",\"usage\":null" : "";
        List<Buffer> frames = new ArrayList<>();
        frames.add(chunk(model, "{\"role\":\"assistant\",\"content\":\"\"}", "null", usage));
        for (int i = 0; i < settings.tokens(); i++) {
            if (i == settings.tokens() / 2) {
                spoil(frames, faults);
            }
            frames.add(chunk(model, "{\"content\":\"word" + i + " \"}", "null", usage));
        }
        int tools = faults.value(Faults.TOOL_CALLS);
        for (int i = 0; i < tools; i++) {
            frames.add(chunk(model, "{\"tool_calls\":[{\"index\":" + i + "," + call(i, "") + "}]}", "null", usage));
            String rest = "{\"tool_calls\":[{\"index\":" + i + ",\"function\":{\"arguments\":\"" + escaped() + "\"}}]}";
            frames.add(chunk(model, rest, "null", usage));
        }
        if (faults.has(Faults.UNFINISHED)) {
            return frames.subList(0, Math.min(faults.value(Faults.UNFINISHED), frames.size()));
        }
        frames.add(chunk(model, "{}", tools > 0 ? "\"tool_calls\"" : "\"stop\"", usage));
        if (includeUsage && !faults.has(Faults.NO_USAGE)) {
            frames.add(Buffer.buffer("data: " + head(model) + ",\"choices\":[],\"usage\":"
                    + settings.usage().json() + "}\n\n"));
        }
        return frames;
    }

    private static String calls(int tools) {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < tools; i++) {
            calls.append(i == 0 ? ",\"tool_calls\":[{" : ",{")
                    .append(call(i, escaped()))
                    .append('}');
        }
        return tools == 0 ? "" : calls.append(']').toString();
    }

    private static String call(int index, String arguments) {
        return "\"id\":\"call_" + index + "\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\""
                + arguments + "\"}";
    }

    private static String escaped() {
        return Speech.TOOL_ARGUMENTS.replace("\"", "\\\"");
    }

    /** One of endlessly many frames, about 4 KiB. */
    static Buffer endless(String model) {
        return chunk(model, "{\"content\":\"" + "x".repeat(4_000) + "\"}", "null", "");
    }

    private static void spoil(List<Buffer> frames, Faults faults) {
        if (faults.has(Faults.GARBAGE)) {
            frames.add(Buffer.buffer("data: {\"id\":\"chatcmpl-stub\", ~~~ no JSON\n\n"));
        }
        if (faults.has(Faults.ERROR_FRAME)) {
            frames.add(
                    Buffer.buffer("data: {\"error\":{\"message\":\"out of memory\",\"type\":\"server_error\"}}\n\n"));
        }
        if (faults.has(Faults.HUGE)) {
            frames.add(Buffer.buffer(
                    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + filler(faults) + "\"}}]}\n\n"));
        }
    }

    private static Buffer chunk(String model, String delta, String finishReason, String usage) {
        return Buffer.buffer("data: " + head(model) + ",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}]" + usage + "}\n\n");
    }

    private static String head(String model) {
        return "{\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion.chunk\",\"created\":" + CREATED + ",\"model\":\""
                + plain(model) + "\",\"system_fingerprint\":null";
    }

    private static String text(ProviderSettings settings) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < settings.tokens(); i++) {
            text.append("word").append(i).append(' ');
        }
        return text.toString();
    }

    private static String filler(Faults faults) {
        return "x".repeat(1_024 * faults.value(Faults.HUGE));
    }

    private static String plain(String model) {
        return model.replaceAll("[\"\\\\\\p{Cntrl}]", "?");
    }
}
