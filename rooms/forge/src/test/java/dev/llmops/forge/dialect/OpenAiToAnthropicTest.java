// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static dev.llmops.contracts.forge.Dialect.ANTHROPIC_MESSAGES;
import static dev.llmops.contracts.forge.Dialect.OPENAI_CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of OpenAI's dialect, an upstream of Anthropic's. */
class OpenAiToAnthropicTest {
    static final String REQUEST = """
            {"model":"m","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"developer","content":[{"type":"text","text":"Speak German."}]},
              {"role":"user","content":[{"type":"text","text":"What is this?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K","detail":"low"}},
                {"type":"image_url","image_url":{"url":"https://example.com/cat.jpg"}},
                {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0x"}}]},
              {"role":"assistant","content":"","tool_calls":[
                {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}},
                {"id":"call_2","type":"function","function":{"name":"weather","arguments":""}}]},
              {"role":"tool","tool_call_id":"call_1","content":"12 degrees"},
              {"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"none"}]},
              {"role":"user","content":"And now?"}],
             "tools":[{"type":"function","function":{"name":"weather","description":"Says the weather",
               "parameters":{"type":"object",
                 "properties":{"city":{"type":"string"}}},"strict":true}}],
             "tool_choice":{"type":"function","function":{"name":"weather"}},"parallel_tool_calls":false,
             "response_format":{"type":"json_schema","json_schema":{"name":"w","strict":true,
               "schema":{"type":"object","additionalProperties":false}}},
             "max_completion_tokens":300,"temperature":0.7,"top_p":0.9,"stop":["END","STOP"],
             "n":1,"seed":null,"frequency_penalty":0,"logit_bias":{},"logprobs":false,
             "user":"u","metadata":{"a":"b"},"stream":true,"stream_options":{"include_usage":true}}""";

    @Test
    void aRequestWithEverythingSaysTheSame() throws Exception {
        JsonNode said = Spoken.request(OPENAI_CHAT, ANTHROPIC_MESSAGES, REQUEST);
        assertThat(said).isEqualTo(Spoken.tree("""
                {"model":"the-model","max_tokens":300,
                 "system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Speak German."}],
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"What is this?"},
                   {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0K"}},
                   {"type":"image","source":{"type":"url","url":"https://example.com/cat.jpg"}},
                   {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"},
                    "title":"a.pdf"}]},
                  {"role":"assistant","content":[
                   {"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Ulm"}},
                   {"type":"tool_use","id":"call_2","name":"weather","input":{}}]},
                  {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"call_1","content":"12 degrees"},
                   {"type":"tool_result","tool_use_id":"call_2","content":"none"},
                   {"type":"text","text":"And now?"}]}],
                 "tools":[{"name":"weather","description":"Says the weather",
                  "input_schema":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}],
                 "tool_choice":{"type":"tool","name":"weather","disable_parallel_tool_use":true},
                 "temperature":0.7,"top_p":0.9,"stop_sequences":["END","STOP"],
                 "output_config":{"format":{"type":"json_schema",
                  "schema":{"type":"object","additionalProperties":false}}}}"""));
    }

    @Test
    void withoutALimitTheOneThatEveryModelTakesIsSet() throws Exception {
        JsonNode said = Spoken.request(
                OPENAI_CHAT, ANTHROPIC_MESSAGES, "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(said.path("max_tokens").asInt()).isEqualTo(4_096);
        assertThat(said.has("tool_choice")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"n\":2' | n",
                "'\"seed\":7' | seed",
                "'\"frequency_penalty\":0.5' | frequency_penalty",
                "'\"logprobs\":true' | logprobs",
                "'\"logit_bias\":{\"5\":1}' | logit_bias",
                "'\"temperature\":1.5' | temperature",
                "'\"response_format\":{\"type\":\"json_object\"}' | response_format",
                "'\"modalities\":[\"text\",\"audio\"]' | modalities",
                "'\"web_search_options\":{}' | web_search_options",
                "'\"functions\":[]' | functions",
                "'\"tools\":[{\"type\":\"custom\"}]' | tools[0].type",
                "'\"max_tokens\":\"many\"' | max_tokens",
                "'\"max_tokens\":-1' | max_tokens",
                "'\"stop\":7' | stop",
            })
    void whatTheOtherDialectCannotSayIsRefusedByName(String member, String field) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + member + "}";
        assertThatThrownBy(() -> Spoken.request(OPENAI_CHAT, ANTHROPIC_MESSAGES, body))
                .isInstanceOf(UntranslatableException.class)
                .hasMessageStartingWith(field)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | messages",
                "'{\"role\":\"king\",\"content\":\"x\"}' | messages[0].role",
                "'{\"role\":\"user\",\"content\":7}' | messages[0].content",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"cat\"}}]}' | messages[0].content[0].image_url",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"x\",\"format\":\"wav\"}}]}' | messages[0].content[0].input_audio",
                "'{\"role\":\"user\",\"name\":\"Bob\",\"content\":\"x\"}' | messages[0].name",
                "'{\"role\":\"tool\",\"content\":\"x\"}' | messages[0].tool_call_id",
                "'{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"[\"}}]}' | messages[0].tool_calls[0].function.arguments",
            })
    void aMessageThatIsNoneIsRefusedByItsPlace(String message, String field) {
        String body = "{\"messages\":[" + message + "]}";
        assertThatThrownBy(() -> Spoken.request(OPENAI_CHAT, ANTHROPIC_MESSAGES, body))
                .isInstanceOf(UntranslatableException.class)
                .hasMessageStartingWith(field);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929, '{\"type\":\"enabled\",\"budget_tokens\":2048}', ''",
        "claude-3-7-sonnet-latest, '{\"type\":\"enabled\",\"budget_tokens\":2048}', ''",
        "claude-opus-4-7, '{\"type\":\"adaptive\"}', low"
    })
    void anEffortBecomesWhatTheModelUnderstands(String model, String thinking, String effort) throws Exception {
        Conversation said = Spoken.read(
                OPENAI_CHAT,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"reasoning_effort\":\"low\",\"max_tokens\":9000}");
        byte[] body = Dialects.of(ANTHROPIC_MESSAGES)
                .writeRequest(said, new Wire(Spoken.kind(ANTHROPIC_MESSAGES), model, false, false));
        JsonNode request = Spoken.JSON.readTree(body);
        assertThat(request.path("thinking")).isEqualTo(Spoken.tree(thinking));
        assertThat(request.path("output_config").path("effort").asText("")).isEqualTo(effort);
    }

    @Test
    void aWholeAnswerComesBackWithToolsThoughtsAndCounts() throws Exception {
        JsonNode told = Spoken.answer(ANTHROPIC_MESSAGES, OPENAI_CHAT, """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[
                  {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                  {"type":"text","text":"I will "},{"type":"text","text":"look."},
                  {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Ulm"}},
                  {"type":"tool_use","id":"toolu_2","name":"now","input":{}}],
                 "stop_reason":"tool_use","stop_sequence":null,
                 "usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":20,
                  "output_tokens":7}}""");
        assertThat(told).isEqualTo(Spoken.tree("""
                {"id":"chatcmpl-01CALL","object":"chat.completion","created":1800000000,"model":"the-model",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"I will look.","refusal":null,
                  "reasoning_content":"Hm.","tool_calls":[
                   {"id":"toolu_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}},
                   {"id":"toolu_2","type":"function","function":{"name":"now","arguments":"{}"}}]},
                  "logprobs":null,"finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":35,"completion_tokens":7,"total_tokens":42,
                  "prompt_tokens_details":{"cached_tokens":20,"cache_write_tokens":5,"audio_tokens":0},
                  "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}}"""));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "tool_use, tool_calls",
        "refusal, content_filter",
        "model_context_window_exceeded, length"
    })
    void stopReasonsHaveTheirEquals(String theirs, String ours) throws Exception {
        JsonNode told = Spoken.answer(
                ANTHROPIC_MESSAGES,
                OPENAI_CHAT,
                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"" + theirs
                        + "\"}");
        assertThat(told.at("/choices/0/finish_reason").asText()).isEqualTo(ours);
    }

    @Test
    void aStreamBecomesChunksInOrder() throws Exception {
        String told = Spoken.stream(ANTHROPIC_MESSAGES, OPENAI_CHAT, Streams.ANTHROPIC);
        List<JsonNode> chunks = Spoken.events(told);
        assertThat(told).endsWith("data: [DONE]\n\n").doesNotContain("event:");
        assertThat(chunks.getFirst().at("/choices/0/delta"))
                .isEqualTo(Spoken.tree("{\"role\":\"assistant\",\"content\":\"\"}"));
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
                        .reduce("", String::concat))
                .isEqualTo("Hello \"Ulm\" 🥖\n");
        assertThat(chunks.stream()
                        .map(chunk ->
                                chunk.at("/choices/0/delta/reasoning_content").asText(""))
                        .reduce("", String::concat))
                .isEqualTo("Hm, well.");
        assertThat(chunks.stream()
                        .filter(chunk -> chunk.at("/choices/0/delta/tool_calls").isArray())
                        .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0").toString()))
                .containsExactly(
                        "{\"index\":0,\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"\\\"Ulm\\\"}\"}}",
                        "{\"index\":1,\"id\":\"toolu_2\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"\"}}",
                        "{\"index\":1,\"function\":{\"arguments\":\"{}\"}}");
        JsonNode finish = chunks.get(chunks.size() - 2);
        assertThat(finish.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(finish.has("usage") && finish.get("usage").isNull()).isTrue();
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().path("usage").path("prompt_tokens").asInt()).isEqualTo(35);
        assertThat(chunks.getLast().path("usage").path("completion_tokens").asInt())
                .isEqualTo(31);
    }

    @Test
    void aClientThatDidNotAskForUsageGetsNone() throws Exception {
        byte[] stream = Streams.ANTHROPIC.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Spoken.stream(ANTHROPIC_MESSAGES, OPENAI_CHAT, stream, 1_000, false))
                .doesNotContain("usage")
                .contains("\"finish_reason\":\"tool_calls\"");
    }
}
