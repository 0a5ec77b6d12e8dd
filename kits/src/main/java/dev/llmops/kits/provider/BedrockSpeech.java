// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** {@code converse}: the model stands in the path, and a stream is one of binary messages with checksums. */
enum BedrockSpeech implements Speech {
    ONLY;

    /** The access key id of a signature; whether it is right is not looked at. */
    @Override
    public @Nullable String key(HttpServerRequest request) {
        String header = String.valueOf(request.getHeader("authorization"));
        int from = header.indexOf("Credential=");
        return from < 0 ? header.replaceFirst("^Bearer ", "") : header.substring(from + 11, header.indexOf('/', from));
    }

    @Override
    public @Nullable ReceivedCall read(String path, Buffer body) {
        String model = path.substring(0, path.lastIndexOf('/'));
        return ReceivedCall.isObject(body)
                ? new ReceivedCall(
                        ReceivedCall.decoded(model.substring(model.lastIndexOf('/') + 1)),
                        path.endsWith("-stream"),
                        true)
                : null;
    }

    @Override
    public Buffer completion(ReceivedCall call, ProviderSettings settings, Faults faults) {
        int tools = faults.value(Faults.TOOL_CALLS);
        StringBuilder content = new StringBuilder("{\"text\":\"")
                .append(Speech.text(settings, faults))
                .append("\"}");
        for (int i = 0; i < tools; i++) {
            content.append(",{\"toolUse\":{\"toolUseId\":\"tooluse_")
                    .append(i)
                    .append("\",\"name\":\"weather\",\"input\":")
                    .append(TOOL_ARGUMENTS)
                    .append("}}");
        }
        String json = "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[" + content
                + "]}},\"stopReason\":\"" + stop(tools) + "\",\"metrics\":{\"latencyMs\":1}"
                + (faults.has(Faults.NO_USAGE) ? "" : ",\"usage\":" + usage(settings)) + "}";
        return Speech.whole(faults.has(Faults.NO_CHOICES) ? "{\"metrics\":{}}" : json, faults);
    }

    @Override
    public List<Buffer> frames(ReceivedCall call, ProviderSettings settings, Faults faults) {
        List<Buffer> frames = new ArrayList<>();
        frames.add(event("messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}"));
        for (int i = 0; i < settings.tokens(); i++) {
            if (i == settings.tokens() / 2) {
                spoil(frames, faults);
            }
            frames.add(delta(0, "{\"text\":\"word" + i + " \"}"));
        }
        frames.add(event("contentBlockStop", "{\"contentBlockIndex\":0}"));
        int tools = faults.value(Faults.TOOL_CALLS);
        for (int i = 1; i <= tools; i++) {
            frames.add(event(
                    "contentBlockStart",
                    "{\"contentBlockIndex\":" + i + ",\"start\":{\"toolUse\":{\"toolUseId\":\"tooluse_" + (i - 1)
                            + "\",\"name\":\"weather\"}}}"));
            frames.add(delta(i, "{\"toolUse\":{\"input\":\"{\\\"city\\\":\\\"Ulm\\\"\"}}"));
            frames.add(delta(i, "{\"toolUse\":{\"input\":\",\\\"days\\\":2}\"}}"));
            frames.add(event("contentBlockStop", "{\"contentBlockIndex\":" + i + "}"));
        }
        List<Buffer> cut = Speech.cut(frames, faults);
        if (!faults.has(Faults.UNFINISHED)) {
            frames.add(event("messageStop", "{\"stopReason\":\"" + stop(tools) + "\"}"));
            if (!faults.has(Faults.NO_USAGE)) {
                frames.add(event("metadata", "{\"usage\":" + usage(settings) + ",\"metrics\":{\"latencyMs\":1}}"));
            }
        }
        return cut;
    }

    @Override
    public Buffer last() {
        return Buffer.buffer();
    }

    @Override
    public Buffer endless(ReceivedCall call) {
        return delta(0, "{\"text\":\"" + "x".repeat(4_000) + "\"}");
    }

    @Override
    public Buffer error(int status) {
        return Buffer.buffer("{\"message\":\"The stub was told to answer " + status + "\"}");
    }

    @Override
    public String streamType() {
        return "application/vnd.amazon.eventstream";
    }

    private static void spoil(List<Buffer> frames, Faults faults) {
        if (faults.has(Faults.GARBAGE)) {
            Buffer altered = delta(0, "{\"text\":\"altered\"}");
            frames.add(altered.setByte(altered.length() - 8, (byte) '~'));
        }
        if (faults.has(Faults.ERROR_FRAME)) {
            frames.add(
                    message("exception", ":exception-type", "throttlingException", "{\"message\":\"out of memory\"}"));
        }
        if (faults.has(Faults.HUGE)) {
            frames.add(delta(0, "{\"text\":\"" + "x".repeat(1_024 * faults.value(Faults.HUGE)) + "\"}"));
        }
    }

    private static String stop(int tools) {
        return tools > 0 ? "tool_use" : "end_turn";
    }

    private static String usage(ProviderSettings settings) {
        ProviderUsage usage = settings.usage();
        return "{\"inputTokens\":" + (usage.input() - usage.cached()) + ",\"outputTokens\":" + usage.output()
                + ",\"totalTokens\":" + (usage.input() + usage.output()) + ",\"cacheReadInputTokens\":"
                + usage.cached() + ",\"cacheWriteInputTokens\":0}";
    }

    private static Buffer delta(int index, String delta) {
        return event("contentBlockDelta", "{\"contentBlockIndex\":" + index + ",\"delta\":" + delta + "}");
    }

    private static Buffer event(String type, String payload) {
        return message("event", ":event-type", type, payload);
    }

    private static Buffer message(String kind, String typeHeader, String type, String payload) {
        Buffer headers = header(Buffer.buffer(), typeHeader, type);
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", kind.toLowerCase(Locale.ROOT));
        byte[] body = payload.getBytes(UTF_8);
        Buffer message =
                Buffer.buffer().appendInt(16 + headers.length() + body.length).appendInt(headers.length());
        message.appendInt((int) crc(message)).appendBuffer(headers).appendBytes(body);
        return message.appendInt((int) crc(message));
    }

    private static Buffer header(Buffer to, String name, String value) {
        to.appendByte((byte) name.length()).appendString(name).appendByte((byte) 7);
        return to.appendShort((short) value.length()).appendString(value);
    }

    private static long crc(Buffer of) {
        CRC32 crc = new CRC32();
        crc.update(of.getBytes());
        return crc.getValue();
    }
}
