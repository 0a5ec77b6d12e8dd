// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static dev.llmops.contracts.forge.Dialect.ANTHROPIC_MESSAGES;
import static dev.llmops.contracts.forge.Dialect.OPENAI_CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.forge.UpstreamKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of Anthropic's dialect, an upstream of OpenAI's. */
class AnthropicToOpenAiTest {
    static final String REQUEST = """
            {"model":"m","max_tokens":300,
             "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
             "messages":[
              {"role":"user","content":[{"type":"text","text":"What is this?"},
               {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0K"}},
               {"type":"image","source":{"type":"url","url":"https://example.com/cat.jpg"}},
               {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"},
                "title":"a.pdf"},
               {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain words"}}]},
              {"role":"assistant","content":[
               {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
               {"type":"text","text":"I look."},
               {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city": "Ulm"}},
               {"type":"tool_use","id":"toolu_2","name":"weather","input":{}}]},
              {"role":"user","content":[
               {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"12 degrees"},
                {"type":"image","source":{"type":"base64","media_type":"image/gif","data":"R0lG"}}]},
               {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":"no such city"},
               {"type":"text","text":"And now?"}]}],
             "tools":[{"name":"weather","description":"Says the weather",
              "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}],
             "tool_choice":{"type":"any","disable_parallel_tool_use":true},
             "temperature":0.7,"top_p":0.9,"stop_sequences":["END"],"metadata":{"user_id":"u"},
             "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"stream":false}""";

    @Test
    void aRequestWithEverythingSaysTheSame() throws Exception {
        assertThat(Spoken.request(ANTHROPIC_MESSAGES, OPENAI_CHAT, REQUEST)).isEqualTo(Spoken.tree("""
                {"model":"the-model","messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"What is this?"},
                   {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K"}},
                   {"type":"image_url","image_url":{"url":"https://example.com/cat.jpg"}},
                   {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0x"}},
                   {"type":"text","text":"plain words"}]},
                  {"role":"assistant","content":"I look.","tool_calls":[
                   {"id":"toolu_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}},
                   {"id":"toolu_2","type":"function","function":{"name":"weather","arguments":"{}"}}]},
                  {"role":"tool","tool_call_id":"toolu_1","content":"12 degrees"},
                  {"role":"tool","tool_call_id":"toolu_2","content":"Error: no such city"},
                  {"role":"user","content":[
                   {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lG"}},
                   {"type":"text","text":"And now?"}]}],
                 "tools":[{"type":"function","function":{"name":"weather","description":"Says the weather",
                  "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}],
                 "tool_choice":"required","parallel_tool_calls":false,
                 "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,
                  "schema":{"type":"object"}}},
                 "max_tokens":300,"temperature":0.7,"top_p":0.9,"stop":["END"]}"""));
    }

    @Test
    void theSmallDifferencesOfThoseWhoSpeakItAreKept() throws Exception {
        Conversation said = Spoken.read(
                ANTHROPIC_MESSAGES,
                "{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                        + "\"tools\":[{\"name\":\"f\",\"input_schema\":{}}],\"tool_choice\":{\"type\":\"any\"}}");
        assertThat(written(said, UpstreamKind.OPENAI_COMPATIBLE, true).has("max_completion_tokens"))
                .isTrue();
        JsonNode mistral = written(said, UpstreamKind.MISTRAL, false);
        assertThat(mistral.path("tool_choice").asText()).isEqualTo("any");
        assertThat(mistral.has("stream_options")).isFalse();
        assertThat(written(said, UpstreamKind.VLLM, false)
                        .at("/stream_options/include_usage")
                        .asBoolean())
                .isTrue();
    }

    private static JsonNode written(Conversation said, UpstreamKind kind, boolean openAi) throws Exception {
        return Spoken.JSON.readTree(Dialects.of(OPENAI_CHAT).writeRequest(said, new Wire(kind, "m", true, openAi)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"top_k\":5' | top_k",
                "'\"container\":\"c\"' | container",
                "'\"mcp_servers\":[]' | mcp_servers",
                "'\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]' | tools[0].type",
                "'\"tool_choice\":{\"type\":\"some\"}' | tool_choice.type",
            })
    void whatTheOtherDialectCannotSayIsRefusedByName(String member, String field) {
        String body = "{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + member + "}";
        assertThatThrownBy(() -> Spoken.request(ANTHROPIC_MESSAGES, OPENAI_CHAT, body))
                .isInstanceOf(UntranslatableException.class)
                .hasMessageStartingWith(field);
    }

    @Test
    void aWholeAnswerComesBackWithToolsThoughtsAndCounts() throws Exception {
        JsonNode told = Spoken.answer(OPENAI_CHAT, ANTHROPIC_MESSAGES, """
                {"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",
                  "content":"I look.","reasoning_content":"Hm.","tool_calls":[
                   {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}},
                   {"id":"call_2","type":"function","function":{"name":"now","arguments":"{}"}}]},
                  "finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":35,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":20}}}""");
        assertThat(told).isEqualTo(Spoken.tree("""
                {"id":"msg_01CALL","type":"message","role":"assistant","model":"the-model","content":[
                  {"type":"thinking","thinking":"Hm.","signature":""},
                  {"type":"text","text":"I look."},
                  {"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Ulm"}},
                  {"type":"tool_use","id":"call_2","name":"now","input":{}}],
                 "stop_reason":"tool_use","stop_sequence":null,
                 "usage":{"input_tokens":15,"cache_creation_input_tokens":0,"cache_read_input_tokens":20,
                  "output_tokens":7}}"""));
    }

    @ParameterizedTest
    @CsvSource({"stop, end_turn", "length, max_tokens", "tool_calls, tool_use", "content_filter, refusal"})
    void stopReasonsHaveTheirEquals(String theirs, String ours) throws Exception {
        JsonNode told = Spoken.answer(
                OPENAI_CHAT,
                ANTHROPIC_MESSAGES,
                "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"" + theirs + "\"}]}");
        assertThat(told.path("stop_reason").asText()).isEqualTo(ours);
    }

    @Test
    void aStreamBecomesNamedEventsInOrder() throws Exception {
        String told = Spoken.stream(OPENAI_CHAT, ANTHROPIC_MESSAGES, Streams.OPENAI);
        List<String> names = told.lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .toList();
        List<JsonNode> events = Spoken.events(told);
        assertThat(names)
                .containsExactlyElementsOf(events.stream()
                        .map(event -> event.path("type").asText())
                        .toList());
        assertThat(names.stream().map(name -> name.replace("content_block_", "")))
                .containsExactly(
                        "message_start",
                        "start",
                        "delta",
                        "delta",
                        "stop",
                        "start",
                        "delta",
                        "delta",
                        "stop",
                        "start",
                        "delta",
                        "delta",
                        "stop",
                        "start",
                        "delta",
                        "stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.stream()
                        .filter(event -> event.path("type").asText().equals("content_block_start"))
                        .map(event -> event.path("index").asInt()
                                + event.at("/content_block/type").asText()))
                .containsExactly("0thinking", "1text", "2tool_use", "3tool_use");
        JsonNode end = events.get(events.size() - 2);
        assertThat(end.at("/delta/stop_reason").asText()).isEqualTo("tool_use");
        assertThat(end.path("usage")).isEqualTo(Spoken.tree("""
                {"input_tokens":15,"cache_creation_input_tokens":0,"cache_read_input_tokens":20,
                 "output_tokens":31}"""));
        assertThat(events.getLast()).isEqualTo(Spoken.tree("{\"type\":\"message_stop\"}"));
    }
}
