// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static dev.llmops.contracts.forge.Dialect.ANTHROPIC_MESSAGES;
import static dev.llmops.contracts.forge.Dialect.GEMINI;
import static dev.llmops.contracts.forge.Dialect.OPENAI_CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.forge.UpstreamKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of any dialect, an upstream of Gemini's. */
class ToGeminiTest {
    @Test
    void aRequestOfOpenAisSaysTheSame() throws Exception {
        JsonNode said = Spoken.request(OPENAI_CHAT, GEMINI, """
                {"model":"m","messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"What is this?"},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K"}},
                    {"type":"image_url","image_url":{"url":"https://example.com/cat.webp?x=1"}},
                    {"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]},
                  {"role":"assistant","content":null,"tool_calls":[
                    {"id":"c1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"},
                     "extra_content":{"google":{"thought_signature":"c2ln"}}},
                    {"id":"c2","type":"function","function":{"name":"now","arguments":"{}"}}]},
                  {"role":"tool","tool_call_id":"c2","content":"{\\"hour\\": 12}"},
                  {"role":"tool","tool_call_id":"c1","content":"12 degrees"}],
                 "tools":[{"type":"function","function":{"name":"weather","description":"Says the weather",
                   "parameters":{"type":"object","$defs":{}}}},{"type":"function","function":{"name":"now"}}],
                 "tool_choice":{"type":"function","function":{"name":"weather"}},
                 "response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{"type":"object"}}},
                 "max_tokens":300,"temperature":1.5,"top_p":0.9,"stop":"END","seed":7,
                 "presence_penalty":0.5,"frequency_penalty":-0.5,"reasoning_effort":"low"}""");
        assertThat(said).isEqualTo(Spoken.tree("""
                {"systemInstruction":{"parts":[{"text":"Be brief."}]},
                 "contents":[
                  {"role":"user","parts":[{"text":"What is this?"},
                   {"inlineData":{"mimeType":"image/png","data":"iVBORw0K"}},
                   {"fileData":{"mimeType":"image/webp","fileUri":"https://example.com/cat.webp?x=1"}},
                   {"inlineData":{"mimeType":"audio/wav","data":"UklGRg=="}}]},
                  {"role":"model","parts":[
                   {"functionCall":{"name":"weather","args":{"city":"Ulm"}},"thoughtSignature":"c2ln"},
                   {"functionCall":{"name":"now","args":{}}}]},
                  {"role":"user","parts":[
                   {"functionResponse":{"name":"now","response":{"hour": 12}}},
                   {"functionResponse":{"name":"weather","response":{"result":"12 degrees"}}}]}],
                 "tools":[{"functionDeclarations":[
                   {"name":"weather","description":"Says the weather",
                    "parametersJsonSchema":{"type":"object","$defs":{}}},{"name":"now"}]}],
                 "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["weather"]}},
                 "generationConfig":{"maxOutputTokens":300,"temperature":1.5,"topP":0.9,"stopSequences":["END"],
                  "seed":7,"presencePenalty":0.5,"frequencyPenalty":-0.5,
                  "responseMimeType":"application/json","responseJsonSchema":{"type":"object"},
                  "thinkingConfig":{"includeThoughts":true,"thinkingLevel":"low"}}}"""));
    }

    @Test
    void aCallWithoutItsProofSaysSoAndAFailedResultToo() throws Exception {
        JsonNode said = Spoken.request(ANTHROPIC_MESSAGES, GEMINI, """
                {"max_tokens":9,"top_k":5,"messages":[{"role":"user","content":"Hi"},
                 {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":"no"}]}]}""");
        assertThat(said.at("/contents/1/parts/0/thoughtSignature").asText())
                .isEqualTo("skip_thought_signature_validator");
        assertThat(said.at("/contents/2/parts/0/functionResponse/response"))
                .isEqualTo(Spoken.tree("{\"error\":\"no\"}"));
        assertThat(said.at("/generationConfig/topK").asInt()).isEqualTo(5);
    }

    @Test
    void olderModelsAreToldToThinkByABudget() throws Exception {
        Conversation said = Spoken.read(
                OPENAI_CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"reasoning_effort\":\"low\"}");
        byte[] body =
                Dialects.of(GEMINI).writeRequest(said, new Wire(UpstreamKind.GEMINI, "gemini-2.5-flash", false, false));
        assertThat(Spoken.JSON.readTree(body).at("/generationConfig/thinkingConfig"))
                .isEqualTo(Spoken.tree("{\"includeThoughts\":true,\"thinkingBudget\":2048}"));
    }

    @Test
    void aResultWithoutItsCallIsRefused() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"y\"}]}";
        assertThatThrownBy(() -> Spoken.request(OPENAI_CHAT, GEMINI, body))
                .isInstanceOf(UntranslatableException.class)
                .hasMessageStartingWith("messages: expected the tool call 'x'");
    }

    @Test
    void aWholeAnswerComesBackWithToolsThoughtsAndCounts() throws Exception {
        JsonNode told = Spoken.answer(GEMINI, OPENAI_CHAT, """
                {"candidates":[{"content":{"role":"model","parts":[{"text":"Hm.","thought":true},{"text":"I look."},
                  {"functionCall":{"name":"weather","args":{"city":"Ulm"}},"thoughtSignature":"c2ln"}]},
                  "finishReason":"STOP","index":0,"safetyRatings":[]}],
                 "usageMetadata":{"promptTokenCount":35,"candidatesTokenCount":7,"thoughtsTokenCount":3,
                  "cachedContentTokenCount":20,"totalTokenCount":45}}""");
        JsonNode message = told.at("/choices/0/message");
        assertThat(told.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(message.path("content").asText()).isEqualTo("I look.");
        assertThat(message.path("reasoning_content").asText()).isEqualTo("Hm.");
        assertThat(message.at("/tool_calls/0/id").asText()).matches("call_[0-9A-Z]{26}");
        assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{\"city\":\"Ulm\"}");
        assertThat(message.at("/tool_calls/0/extra_content/google/thought_signature")
                        .asText())
                .isEqualTo("c2ln");
        assertThat(told.at("/usage/completion_tokens").asInt()).isEqualTo(10);
        assertThat(told.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(3);
        assertThat(told.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"STOP, stop", "MAX_TOKENS, length", "SAFETY, content_filter", "PROHIBITED_CONTENT, content_filter"})
    void stopReasonsHaveTheirEquals(String theirs, String ours) throws Exception {
        JsonNode told = Spoken.answer(
                GEMINI,
                OPENAI_CHAT,
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"finishReason\":\"" + theirs + "\"}]}");
        assertThat(told.at("/choices/0/finish_reason").asText()).isEqualTo(ours);
    }

    @Test
    void aPromptThatWasWithheldIsFilteredAndATornCallIsBroken() throws Exception {
        JsonNode told = Spoken.answer(GEMINI, OPENAI_CHAT, "{\"promptFeedback\":{\"blockReason\":\"OTHER\"}}");
        assertThat(told.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThatThrownBy(() -> Spoken.answer(
                        GEMINI, OPENAI_CHAT, "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}"))
                .isInstanceOf(MalformedAnswerException.class);
    }
}
