// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static dev.llmops.contracts.forge.Dialect.ANTHROPIC_MESSAGES;
import static dev.llmops.contracts.forge.Dialect.OPENAI_CHAT;
import static dev.llmops.contracts.forge.Dialect.OPENAI_RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of OpenAI's responses, upstreams of other dialects. */
class FromResponsesTest {
    static final String REQUEST = """
            {"model":"m","input":[
              {"role":"developer","content":"Speak German."},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"What is this?"},
                {"type":"input_image","image_url":"data:image/png;base64,iVBORw0K","detail":"auto"},
                {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0x"}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"c2ln"},
              {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"hidden.eHl6"},
              {"type":"message","id":"msg_1","role":"assistant","status":"completed",
                "content":[{"type":"output_text","text":"I look.","annotations":[]}]},
              {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"},
              {"type":"function_call_output","call_id":"call_1","output":"12 degrees"}],
             "instructions":"Be brief.",
             "tools":[{"type":"function","name":"weather","description":"Says the weather",
               "parameters":{"type":"object"},"strict":true}],
             "tool_choice":{"type":"function","name":"weather"},"parallel_tool_calls":false,
             "text":{"format":{"type":"json_schema","name":"w","strict":true,"schema":{"type":"object"}},
               "verbosity":"medium"},
             "max_output_tokens":300,"temperature":0.7,"top_p":0.9,"store":true,"truncation":"disabled",
             "background":false,"include":["reasoning.encrypted_content"],"metadata":{},"stream":true}""";

    @Test
    void aRequestWithEverythingSaysTheSameToAnthropic() throws Exception {
        assertThat(Spoken.request(OPENAI_RESPONSES, ANTHROPIC_MESSAGES, REQUEST))
                .isEqualTo(Spoken.tree("""
                {"model":"the-model","max_tokens":300,
                 "system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Speak German."}],
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"What is this?"},
                   {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0K"}},
                   {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"},
                    "title":"a.pdf"}]},
                  {"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                   {"type":"redacted_thinking","data":"eHl6"},{"type":"text","text":"I look."},
                   {"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Ulm"}}]},
                  {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"call_1","content":"12 degrees"}]}],
                 "tools":[{"name":"weather","description":"Says the weather","input_schema":{"type":"object"},
                  "strict":true}],
                 "tool_choice":{"type":"tool","name":"weather","disable_parallel_tool_use":true},
                 "temperature":0.7,"top_p":0.9,
                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}"""));
    }

    @Test
    void aTextAloneIsWhatTheUserSays() throws Exception {
        assertThat(Spoken.request(
                        OPENAI_RESPONSES, OPENAI_CHAT, "{\"input\":\"Hi\",\"reasoning\":{\"effort\":\"low\"}}"))
                .isEqualTo(Spoken.tree("""
                {"model":"the-model","messages":[{"role":"user","content":"Hi"}],"reasoning_effort":"low"}"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"previous_response_id\":\"r\"' | previous_response_id",
                "'\"conversation\":\"c\"' | conversation",
                "'\"background\":true' | background",
                "'\"truncation\":\"auto\"' | truncation",
                "'\"tools\":[{\"type\":\"web_search\"}]' | tools[0].type",
                "'\"tool_choice\":{\"type\":\"file_search\"}' | tool_choice.type",
                "'\"text\":{\"format\":{\"type\":\"json_schema\"}}' | text.format",
                "'\"text\":{\"verbosity\":\"low\"}' | text.verbosity",
                "'\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]' | input[0].type",
                "'\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"x\"}]}]' | input[0].content[0].file_id",
                "'\"input\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"[\"}]' | input[0].arguments",
                "'\"input\":[{\"type\":\"function_call_output\",\"output\":\"x\"}]' | input[0].call_id",
            })
    void whatTheOtherDialectCannotSayIsRefusedByName(String member, String field) {
        assertThatThrownBy(() -> Spoken.request(OPENAI_RESPONSES, OPENAI_CHAT, "{\"input\":\"Hi\"," + member + "}"))
                .isInstanceOf(UntranslatableException.class)
                .hasMessageStartingWith(field);
    }

    @Test
    void aWholeAnswerComesBackWithToolsThoughtsAndCounts() throws Exception {
        JsonNode told = Spoken.answer(ANTHROPIC_MESSAGES, OPENAI_RESPONSES, """
                {"type":"message","content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                  {"type":"redacted_thinking","data":"eHl6"},{"type":"text","text":"I look."},
                  {"type":"tool_use","id":"t1","name":"weather","input":{"city":"Ulm"}}],"stop_reason":"max_tokens",
                 "usage":{"input_tokens":10,"cache_read_input_tokens":20,"output_tokens":7}}""");
        assertThat(told.path("output")).isEqualTo(Spoken.tree("""
                [{"id":"rs_01CALL_0","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}],
                  "encrypted_content":"c2ln"},
                 {"id":"rs_01CALL_1","type":"reasoning","summary":[],"encrypted_content":"hidden.eHl6"},
                 {"id":"msg_01CALL_2","type":"message","status":"completed","role":"assistant",
                  "content":[{"type":"output_text","text":"I look.","annotations":[],"logprobs":[]}]},
                 {"id":"fc_01CALL_3","type":"function_call","status":"completed","call_id":"t1","name":"weather",
                  "arguments":"{\\"city\\":\\"Ulm\\"}"}]"""));
        assertThat(told.path("status").asText()).isEqualTo("incomplete");
        assertThat(told.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(told.path("usage")).isEqualTo(Spoken.tree("""
                {"input_tokens":30,"input_tokens_details":{"cached_tokens":20},"output_tokens":7,
                 "output_tokens_details":{"reasoning_tokens":0},"total_tokens":37}"""));
        assertThat(told.path("id").asText()).isEqualTo("resp_01CALL");
        assertThat(told.path("tools").isArray() && told.path("error").isNull()).isTrue();
    }

    @Test
    void aStreamBecomesNumberedEventsInOrder() throws Exception {
        String told = Spoken.stream(ANTHROPIC_MESSAGES, OPENAI_RESPONSES, Streams.ANTHROPIC);
        List<JsonNode> events = Spoken.events(told);
        assertThat(told.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)))
                .containsExactlyElementsOf(events.stream()
                        .map(event -> event.path("type").asText())
                        .toList());
        assertThat(events.stream().map(event -> event.path("sequence_number").asInt()))
                .containsExactlyElementsOf(
                        IntStream.range(0, events.size()).boxed().toList());
        assertThat(events.stream().map(event -> event.path("type").asText().substring(9)))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "reasoning_summary_part.added",
                        "reasoning_summary_text.delta",
                        "reasoning_summary_text.delta",
                        "reasoning_summary_text.done",
                        "reasoning_summary_part.done",
                        "output_item.done",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
        JsonNode response = events.getLast().path("response");
        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.path("output")).hasSize(4);
        List<JsonNode> done = events.stream()
                .filter(event -> event.path("type").asText().equals("response.output_item.done"))
                .map(event -> event.path("item"))
                .toList();
        assertThat(response.path("output")).containsExactlyElementsOf(done);
        assertThat(response.at("/output/1/content/0/text").asText()).isEqualTo("Hello \"Ulm\" 🥖\n");
        assertThat(response.at("/output/2/arguments").asText()).isEqualTo("{\"city\":\"Ulm\"}");
        assertThat(response.at("/usage/total_tokens").asInt()).isEqualTo(66);
        assertThat(events.getFirst().at("/response/status").asText()).isEqualTo("in_progress");
        assertThat(events.getFirst().at("/response/usage").isNull()).isTrue();
    }

    @Test
    void schemasOnSeveralLinesDoNotBreakTheStream() throws Exception {
        Conversation asked = Spoken.read(OPENAI_RESPONSES, """
                {"input":"Hi","tools":[{"type":"function","name":"f","parameters":{
                  "type":

                  "object"}}]}""");
        AnswerWriter writer = Dialects.of(OPENAI_RESPONSES).writeStream(new AnswerHead("01CALL", "m", 1, true, asked));
        writer.text("x");
        String told = new String(writer.take(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Spoken.events(told)
                        .getFirst()
                        .at("/response/tools/0/parameters/type")
                        .asText())
                .isEqualTo("object");
    }
}
