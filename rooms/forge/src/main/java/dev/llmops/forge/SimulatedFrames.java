// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.llmops.contracts.forge.TokenUsage;
import java.nio.ByteBuffer;

/** The simulator's answer in OpenAI's shapes: {@code chat.completion} and {@code chat.completion.chunk}. */
final class SimulatedFrames implements Simulated.Shape {
    private static final String TAIL = "\"logprobs\":null,\"finish_reason\":";

    private final SimulatedAnswer answer;
    private final String callId;
    private final long createdSeconds;
    private final boolean showUsage;

    SimulatedFrames(SimulatedAnswer answer, String callId, long createdSeconds, boolean showUsage) {
        this.answer = answer;
        this.callId = callId;
        this.createdSeconds = createdSeconds;
        this.showUsage = showUsage;
    }

    /** The whole answer. */
    @Override
    public ByteBuffer whole() {
        String content = answer.tool() == null ? quoted(answer.text()) : "null";
        String calls = answer.tool() == null ? "" : ",\"tool_calls\":[" + call(quoted(answer.text()), "") + "]";
        return bytes(head("chat.completion")
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + content + calls + ",\"refusal\":null}," + TAIL + quoted(answer.finishReason()) + "}],\"usage\":"
                + usage() + "}");
    }

    /** The first frame of a stream, before the first token. */
    @Override
    public ByteBuffer opening() {
        return answer.tool() == null
                ? chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null")
                : chunk(
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + call("\"\"", "\"index\":0,")
                                + "]}",
                        "null");
    }

    @Override
    public int tokens() {
        return answer.pieces().size();
    }

    @Override
    public ByteBuffer token(int index) {
        String piece = answer.pieces().get(index);
        return answer.tool() == null
                ? chunk("{\"content\":" + quoted(piece) + "}", "null")
                : chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quoted(piece) + "}}]}", "null");
    }

    @Override
    public ByteBuffer closing() {
        return chunk("{}", quoted(answer.finishReason()));
    }

    @Override
    public ByteBuffer usageOnly() {
        return bytes("data: " + head("chat.completion.chunk") + "\"choices\":[],\"usage\":" + usage() + "}\n\n");
    }

    @Override
    public ByteBuffer last() {
        return bytes("data: [DONE]\n\n");
    }

    private String call(String arguments, String index) {
        return "{" + index + "\"id\":\"call_" + callId + "\",\"type\":\"function\",\"function\":{\"name\":"
                + quoted(String.valueOf(answer.tool())) + ",\"arguments\":" + arguments + "}}";
    }

    private ByteBuffer chunk(String delta, String finishReason) {
        return bytes("data: " + head("chat.completion.chunk") + "\"choices\":[{\"index\":0,\"delta\":" + delta + ","
                + TAIL + finishReason + "}]" + (showUsage ? ",\"usage\":null" : "") + "}\n\n");
    }

    private String head(String object) {
        return "{\"id\":\"chatcmpl-" + callId + "\",\"object\":\"" + object + "\",\"created\":" + createdSeconds
                + ",\"model\":" + quoted(answer.request().model()) + ",\"system_fingerprint\":null,";
    }

    private String usage() {
        TokenUsage usage = answer.usage();
        return "{\"prompt_tokens\":" + usage.input() + ",\"completion_tokens\":" + usage.output()
                + ",\"total_tokens\":" + usage.total()
                + ",\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}"
                + ",\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
                + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
