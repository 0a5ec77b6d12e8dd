// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static dev.llmops.contracts.forge.Dialect.ANTHROPIC_MESSAGES;
import static dev.llmops.contracts.forge.Dialect.BEDROCK_CONVERSE;
import static dev.llmops.contracts.forge.Dialect.OPENAI_CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.forge.UpstreamKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of any dialect, an upstream of Bedrock's. */
class ToBedrockTest {
    @Test
    void aRequestOfAnthropicsSaysTheSame() throws Exception {
        Conversation said = Spoken.read(ANTHROPIC_MESSAGES, """
                {"model":"m","max_tokens":3000,"system":"Be brief.","messages":[
                  {"role":"user","content":[{"type":"text","text":"What is this?"},
                   {"type":"image","source":{"type":"base64","media_type":"image/jpg","data":"iVBORw0K"}},
                   {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"},
                    "title":"a.pdf"}]},
                  {"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                   {"type":"redacted_thinking","data":"eHl6"},
                   {"type":"tool_use","id":"t1","name":"weather","input":{"city":"Ulm"}},
                   {"type":"tool_use","id":"t2","name":"now","input":{}}]},
                  {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"t1","content":"12 degrees"},
                   {"type":"tool_result","tool_use_id":"t2","is_error":true,"content":"{\\"a\\":1}"}]}],
                 "tools":[{"name":"weather","description":"Says the weather","input_schema":{"type":"object"}}],
                 "tool_choice":{"type":"tool","name":"weather"},"thinking":{"type":"enabled","budget_tokens":2000},
                 "temperature":0.5,"top_k":5,"stop_sequences":["END"],
                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}""");
        byte[] body = Dialects.of(BEDROCK_CONVERSE)
                .writeRequest(
                        said, new Wire(UpstreamKind.BEDROCK, "anthropic.claude-sonnet-4-5-20250929-v1:0", true, false));
        assertThat(Spoken.JSON.readTree(body)).isEqualTo(Spoken.tree("""
                {"system":[{"text":"Be brief."}],"messages":[
                  {"role":"user","content":[{"text":"What is this?"},
                   {"image":{"format":"jpeg","source":{"bytes":"iVBORw0K"}}},
                   {"document":{"format":"pdf","name":"document 1","source":{"bytes":"JVBERi0x"}}}]},
                  {"role":"assistant","content":[
                   {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"c2ln"}}},
                   {"reasoningContent":{"redactedContent":"eHl6"}},
                   {"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Ulm"}}},
                   {"toolUse":{"toolUseId":"t2","name":"now","input":{}}}]},
                  {"role":"user","content":[
                   {"toolResult":{"toolUseId":"t1","content":[{"text":"12 degrees"}],"status":"success"}},
                   {"toolResult":{"toolUseId":"t2","content":[{"json":{"a":1}}],"status":"error"}}]}],
                 "inferenceConfig":{"maxTokens":3000,"temperature":0.5,"stopSequences":["END"]},
                 "additionalModelRequestFields":{"top_k":5,"thinking":{"type":"enabled","budget_tokens":2000}},
                 "toolConfig":{"tools":[{"toolSpec":{"name":"weather","description":"Says the weather",
                   "inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"tool":{"name":"weather"}}},
                 "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{
                   "schema":"{\\"type\\":\\"object\\"}","name":"answer"}}}}}"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"seed\":7' | seed",
                "'\"temperature\":1.5' | temperature",
                "'\"reasoning_effort\":\"low\"' | reasoning_effort",
                "'\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"parallel_tool_calls\":false' | parallel_tool_calls",
                "'\"response_format\":{\"type\":\"json_object\"}' | response_format",
            })
    void whatTheOtherDialectCannotSayIsRefusedByName(String member, String field) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + member + "}";
        assertThatThrownBy(() -> Spoken.request(OPENAI_CHAT, BEDROCK_CONVERSE, body))
                .isInstanceOf(UntranslatableException.class)
                .hasMessageStartingWith(field);
    }

    @Test
    void anImageElsewhereIsRefusedByItsPlace() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                + "\"image_url\":{\"url\":\"https://example.com/a.png\"}}]}]}";
        assertThatThrownBy(() -> Spoken.request(OPENAI_CHAT, BEDROCK_CONVERSE, body))
                .hasMessageStartingWith("messages[0].content[0].image_url: ");
    }

    @Test
    void aWholeAnswerComesBackWithToolsThoughtsAndCounts() throws Exception {
        JsonNode told = Spoken.answer(BEDROCK_CONVERSE, ANTHROPIC_MESSAGES, """
                {"metrics":{"latencyMs":5},"output":{"message":{"role":"assistant","content":[
                  {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"c2ln"}}},
                  {"text":"I look."},
                  {"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Ulm"}}}]}},
                 "stopReason":"tool_use","usage":{"inputTokens":10,"outputTokens":7,"totalTokens":42,
                  "cacheReadInputTokens":20,"cacheWriteInputTokens":5}}""");
        assertThat(told.path("content")).isEqualTo(Spoken.tree("""
                [{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"I look."},
                 {"type":"tool_use","id":"t1","name":"weather","input":{"city":"Ulm"}}]"""));
        assertThat(told.path("stop_reason").asText()).isEqualTo("tool_use");
        assertThat(told.path("usage")).isEqualTo(Spoken.tree("""
                {"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":20,"output_tokens":7}"""));
    }

    @Test
    void everyAlteredByteOfAMessageIsSeen() {
        byte[] message =
                Streams.message("event", ":event-type", "contentBlockDelta", "{\"delta\":{\"text\":\"Hello\"}}");
        for (int at = 0; at < message.length; at++) {
            byte[] altered = message.clone();
            altered[at] ^= 0x20;
            AnswerStream reader = Dialects.of(BEDROCK_CONVERSE).readStream(new Tally(null), null);
            assertThatThrownBy(() -> reader.feed(ByteBuffer.wrap(altered)))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anExceptionInTheStreamIsAFault() {
        byte[] message = Streams.message("exception", ":exception-type", "throttlingException", "{\"message\":\"x\"}");
        AnswerStream reader = Dialects.of(BEDROCK_CONVERSE).readStream(new Tally(null), null);
        assertThatThrownBy(() -> reader.feed(ByteBuffer.wrap(message))).hasMessageContaining("error");
    }
}
