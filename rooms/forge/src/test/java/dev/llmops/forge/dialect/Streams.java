// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.Dialect;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Streams as upstreams send them: thoughts, text, two tool calls, one without arguments, and counts. */
final class Streams {
    static final String ANTHROPIC = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":20,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: ping
            data: {"type": "ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm, "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"well."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"\\"Ulm\\" 🥖\\n"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"\\"Ulm\\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: content_block_start
            data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_2","name":"now","input":{}}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":3}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":31}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    static final String OPENAI = """
            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

            : keep-alive

            data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_content":"Hm, "},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_content":"well."},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello "},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"content":"\\"Ulm\\" 🥖\\n"},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"city\\":"}}]},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"Ulm\\"}"}}]},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"toolu_2","type":"function","function":{"name":"now","arguments":"{}"}}]},"finish_reason":null}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":null}

            data: {"id":"c1","choices":[],"usage":{"prompt_tokens":35,"completion_tokens":31,"total_tokens":66,"prompt_tokens_details":{"cached_tokens":20},"completion_tokens_details":{"reasoning_tokens":9}}}

            data: [DONE]

            """;

    static final String GEMINI = """
            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Hm, ","thought":true}]},"index":0}],"usageMetadata":{"promptTokenCount":35,"totalTokenCount":35},"modelVersion":"gemini","responseId":"r"}

            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"well.","thought":true},{"text":"Hello "}]},"index":0}]}

            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"\\"Ulm\\" 🥖\\n"}]},"index":0}]}

            data: {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"id":"toolu_1","name":"weather","args":{"city":"Ulm"}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"toolu_2","name":"now"}}]},"index":0}]}

            data: {"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":35,"candidatesTokenCount":22,"thoughtsTokenCount":9,"cachedContentTokenCount":20,"totalTokenCount":66}}

            """;

    /** The same as Bedrock's binary messages. */
    static byte[] bedrock() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        String[] events = {
            "messageStart", "{\"role\":\"assistant\",\"p\":\"abcd\"}",
            "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"Hm, \"}}}",
            "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"well.\"}}}",
            "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"c2ln\"}}}",
            "contentBlockStop", "{\"contentBlockIndex\":0}",
            "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\"Hello \"},\"p\":\"ab\"}",
            "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\"\\\"Ulm\\\" 🥖\\n\"}}",
            "contentBlockStop", "{\"contentBlockIndex\":1}",
            "contentBlockStart",
                    "{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"toolUseId\":\"toolu_1\",\"name\":\"weather\"}}}",
            "contentBlockDelta", "{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"{\\\"city\\\":\"}}}",
            "contentBlockDelta", "{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"\\\"Ulm\\\"}\"}}}",
            "contentBlockStop", "{\"contentBlockIndex\":2}",
            "contentBlockStart",
                    "{\"contentBlockIndex\":3,\"start\":{\"toolUse\":{\"toolUseId\":\"toolu_2\",\"name\":\"now\"}}}",
            "contentBlockStop", "{\"contentBlockIndex\":3}",
            "messageStop", "{\"stopReason\":\"tool_use\"}",
            "metadata",
                    "{\"usage\":{\"inputTokens\":10,\"outputTokens\":31,\"totalTokens\":66,\"cacheReadInputTokens\":20,\"cacheWriteInputTokens\":5},\"metrics\":{\"latencyMs\":3}}"
        };
        for (int i = 0; i < events.length; i += 2) {
            stream.writeBytes(message("event", ":event-type", events[i], events[i + 1]));
        }
        return stream.toByteArray();
    }

    static byte[] message(String kind, String typeHeader, String type, String payload) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, typeHeader, type);
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", kind);
        byte[] body = payload.getBytes(UTF_8);
        ByteBuffer message = ByteBuffer.allocate(16 + headers.size() + body.length);
        message.putInt(message.capacity()).putInt(headers.size());
        message.putInt(crc(message.array(), 8)).put(headers.toByteArray()).put(body);
        message.putInt(crc(message.array(), message.position()));
        return message.array();
    }

    private static void header(ByteArrayOutputStream to, String name, String value) {
        to.write(name.length());
        to.writeBytes(name.getBytes(UTF_8));
        to.write(7);
        to.write(value.length() >> 8);
        to.write(value.length());
        to.writeBytes(value.getBytes(UTF_8));
    }

    private static int crc(byte[] bytes, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, to);
        return (int) crc.getValue();
    }

    static byte[] of(Dialect dialect) {
        return switch (dialect) {
            default -> OPENAI.getBytes(UTF_8);
            case ANTHROPIC_MESSAGES -> ANTHROPIC.getBytes(UTF_8);
            case GEMINI -> GEMINI.getBytes(UTF_8);
            case BEDROCK_CONVERSE -> bedrock();
        };
    }

    private Streams() {}
}
