// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmops.contracts.forge.TokenUsage;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageFormTest {
    private static final JsonFactory JSON = new JsonFactory();

    @Test
    void chatTellsEverythingInclusively() throws IOException {
        assertThat(read(UsageForm.OPENAI_CHAT, """
                {"prompt_tokens":90,"completion_tokens":40,"total_tokens":130,
                 "prompt_tokens_details":{"cached_tokens":30,"cache_write_tokens":10,"audio_tokens":7,"image_tokens":5},
                 "completion_tokens_details":{"reasoning_tokens":9,"audio_tokens":4,"accepted_prediction_tokens":1}}"""))
                .isEqualTo(TokenUsage.counted(90, 40)
                        .withCachedInput(30)
                        .withReasoning(9)
                        .withCacheWrite(10, 0)
                        .withAudio(7, 0, 4)
                        .withImageInput(5));
    }

    @Test
    void whereTheTotalSaysThatReasoningComesOnTopItIsAdded() throws IOException {
        String usage = """
                {"prompt_tokens":10,"completion_tokens":4,"total_tokens":%d,
                 "completion_tokens_details":{"reasoning_tokens":20}}""";

        assertThat(read(UsageForm.OPENAI_CHAT, usage.formatted(34)))
                .isEqualTo(TokenUsage.counted(10, 24).withReasoning(20));
        assertThat(read(UsageForm.OPENAI_CHAT, usage.formatted(14)))
                .isEqualTo(TokenUsage.counted(10, 4).withReasoning(20));
        assertThat(read(UsageForm.XAI, usage.formatted(34)))
                .isEqualTo(TokenUsage.counted(10, 24).withReasoning(20));
    }

    @Test
    void whatTheCacheGaveIsReadWhereverItStands() throws IOException {
        assertThat(read(UsageForm.OPENAI_CHAT, """
                {"prompt_tokens":90,"completion_tokens":1,"prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":26}"""))
                .isEqualTo(TokenUsage.counted(90, 1).withCachedInput(64));
        assertThat(read(UsageForm.OPENAI_CHAT, """
                {"prompt_tokens":90,"prompt_tokens_details":{"cached_tokens":64},"cached_tokens":0}"""))
                .isEqualTo(TokenUsage.counted(90, 0).withCachedInput(64));
        assertThat(read(UsageForm.XAI, """
                {"prompt_tokens":90,"completion_tokens":1,"cached_prompt_text_tokens":8}""")).isEqualTo(TokenUsage.counted(90, 1).withCachedInput(8));
    }

    @Test
    void responsesAndEmbeddingsHaveNamesOfTheirOwn() throws IOException {
        assertThat(read(UsageForm.OPENAI_RESPONSES, """
                {"input_tokens":75,"input_tokens_details":{"cached_tokens":64,"cache_write_tokens":3},"output_tokens":1186,
                 "output_tokens_details":{"reasoning_tokens":1024},"total_tokens":1261}"""))
                .isEqualTo(TokenUsage.counted(75, 1186)
                        .withCachedInput(64)
                        .withReasoning(1024)
                        .withCacheWrite(3, 0));
        assertThat(read(UsageForm.OPENAI_EMBEDDINGS, "{\"prompt_tokens\":8,\"total_tokens\":8}"))
                .isEqualTo(TokenUsage.counted(8, 0));
    }

    @Test
    void anthropicsInputExcludesTheCache() throws IOException {
        assertThat(read(UsageForm.ANTHROPIC, """
                {"input_tokens":16,"cache_creation_input_tokens":700,"cache_read_input_tokens":2000,
                 "cache_creation":{"ephemeral_5m_input_tokens":500,"ephemeral_1h_input_tokens":200},
                 "output_tokens":344,"output_tokens_details":{"thinking_tokens":33},"server_tool_use":{"web_search_requests":1}}"""))
                .isEqualTo(TokenUsage.counted(2716, 344)
                        .withCachedInput(2000)
                        .withReasoning(33)
                        .withCacheWrite(700, 200));
        assertThat(read(UsageForm.ANTHROPIC, """
                {"input_tokens":1,"cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":2}}"""))
                .as("the sum left out")
                .isEqualTo(TokenUsage.counted(8, 0).withCacheWrite(7, 2));
    }

    @Test
    void ofAStreamTheLastWordCountsAndSilenceChangesNothing() throws IOException {
        UsageTally tally = new UsageTally(UsageForm.ANTHROPIC);
        assertThat(tally.usage()).isNull();

        take(tally, "{\"input_tokens\":25,\"cache_read_input_tokens\":100,\"output_tokens\":1}");
        take(tally, "{\"input_tokens\":null,\"output_tokens\":15}");

        assertThat(tally.usage()).isEqualTo(TokenUsage.counted(125, 15).withCachedInput(100));
    }

    @Test
    void geminisThoughtsAndToolPromptsComeOnTop() throws IOException {
        assertThat(read(UsageForm.GEMINI, """
                {"promptTokenCount":3284,"candidatesTokenCount":84,"thoughtsTokenCount":38,"cachedContentTokenCount":2917,
                 "toolUsePromptTokenCount":50,"totalTokenCount":3456,
                 "promptTokensDetails":[{"modality":"TEXT","tokenCount":70},{"tokenCount":321,"modality":"AUDIO"},
                   {"modality":"IMAGE","tokenCount":5},{"modality":"DOCUMENT","tokenCount":6},{"modality":"VIDEO"},7],
                 "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":285}],
                 "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":9}],
                 "toolUsePromptTokensDetails":[{"modality":"AUDIO","tokenCount":2},{"modality":"IMAGE","tokenCount":1}]}"""))
                .isEqualTo(TokenUsage.counted(3334, 122)
                        .withCachedInput(2917)
                        .withReasoning(38)
                        .withAudio(323, 285, 9)
                        .withImageInput(12));
    }

    @Test
    void conversesInputExcludesTheCache() throws IOException {
        assertThat(read(UsageForm.BEDROCK_CONVERSE, """
                {"cacheDetails":[{"inputTokens":100,"ttl":"5m"},{"inputTokens":40,"ttl":"1h"},{"ttl":"1h","inputTokens":2}],
                 "cacheReadInputTokens":7,"cacheWriteInputTokens":142,"inputTokens":3,"outputTokens":288,"totalTokens":440}"""))
                .isEqualTo(TokenUsage.counted(152, 288).withCachedInput(7).withCacheWrite(142, 42));
    }

    @Test
    void ofCohereWhatIsBilledCounts() throws IOException {
        assertThat(read(UsageForm.COHERE, """
                {"billed_units":{"input_tokens":51,"output_tokens":13},"tokens":{"input_tokens":1533,"output_tokens":36},
                 "cached_tokens":1440}""")).isEqualTo(TokenUsage.counted(51, 13));
        assertThat(read(UsageForm.COHERE, """
                {"api_version":{"version":"2"},"billed_units":{"image_tokens":6,"input_tokens":2}}"""))
                .isEqualTo(TokenUsage.counted(8, 0).withImageInput(6));
        assertThat(read(
                        UsageForm.COHERE,
                        "{\"tokens\":{\"input_tokens\":1533,\"output_tokens\":36},\"cached_tokens\":7}"))
                .isEqualTo(TokenUsage.counted(1533, 36).withCachedInput(7));
    }

    @Test
    void ollamaTellsItBesideTheAnswer() throws IOException {
        assertThat(read(UsageForm.OLLAMA, """
                {"model":"m","message":{"role":"assistant","eval_count":9},"done":true,"prompt_eval_count":26,"eval_count":298}""")).isEqualTo(TokenUsage.counted(26, 298));
    }

    @Test
    void aMemberAtATimeIsTakenWhereTheAnswerIsReadAnyway() throws IOException {
        UsageTally tally = new UsageTally(UsageForm.OLLAMA);
        try (JsonParser json = JSON.createParser("{\"model\":\"m\",\"prompt_eval_count\":26,\"eval_count\":298}")) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                json.nextToken();
                assertThat(tally.member(json)).isEqualTo(!json.currentName().equals("model"));
            }
        }
        assertThat(tally.usage()).isEqualTo(TokenUsage.counted(26, 298));
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotSayWhatWasReadSaysNothing(UsageForm form) throws IOException {
        assertThat(read(form, "{}")).isNull();
        assertThat(read(form, "null")).isNull();
        assertThat(read(form, "[{\"prompt_tokens\":1}]")).isNull();
        assertThat(read(form, "{\"completion_tokens\":1,\"output_tokens\":2,\"eval_count\":3}"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e13", "\"7\"", "null", "{\"a\":[1]}", "[2]", "true"})
    void whatIsNoNumberOfTokensIsNotTold(String count) throws IOException {
        assertThat(read(UsageForm.OPENAI_CHAT, "{\"prompt_tokens\":" + count + ",\"completion_tokens\":3}"))
                .isNull();
        assertThat(read(
                        UsageForm.OPENAI_CHAT,
                        "{\"prompt_tokens_details\":{\"cached_tokens\":" + count + "},\"prompt_tokens\":5}"))
                .isEqualTo(TokenUsage.counted(5, 0));
        assertThat(read(UsageForm.GEMINI, "{\"promptTokensDetails\":" + count + ",\"promptTokenCount\":5}"))
                .isEqualTo(TokenUsage.counted(5, 0));
    }

    @Property
    void aTextCutAnywhereIsAFaultAndNeverAHang(@ForAll @IntRange(min = 1, max = 200) int length) {
        String whole = "{\"promptTokenCount\":3284,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":70},"
                + "{\"tokenCount\":321,\"modality\":\"AUDIO\"}],\"candidatesTokenCount\":84,\"x\":{\"y\":[1,2,{}]}}";
        String cut = whole.substring(0, Math.min(length, whole.length() - 1));

        assertThatThrownBy(() -> read(UsageForm.GEMINI, cut)).isInstanceOf(IOException.class);
    }

    private static void take(UsageTally tally, String usage) throws IOException {
        try (JsonParser json = JSON.createParser(usage)) {
            json.nextToken();
            tally.object(json);
        }
    }

    private static @Nullable TokenUsage read(UsageForm form, String usage) throws IOException {
        try (JsonParser json = JSON.createParser(usage)) {
            json.nextToken();
            TokenUsage read = form.read(json);
            assertThat(json.nextToken())
                    .as("the parser is left on the last token")
                    .isNull();
            return read;
        }
    }
}
