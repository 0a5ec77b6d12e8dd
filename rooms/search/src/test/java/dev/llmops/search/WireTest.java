// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.search.Condition;
import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.contracts.search.SearchResult.FacetCount;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.WireFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as they come over the wire, and answers as they go. */
final class WireTest {
    private static final ObjectMapper JSON = WireFormat.newMapper();

    @Test
    void aTreeBecomesConditions() throws JsonProcessingException {
        SearchBody body = JSON.readValue("""
                 {"q":"chat","query":{"and":[{"field":"kind","in":["model","agent"]},{"not":{"field":"label.team","eq":"x"}},
                  {"or":[{"text":"fast"},{"field":"capability.context_length","gt":8000,"lte":16000}]},
                  {"field":"owner","exists":false},{"field":"name","prefix":"open"}]},
                  "mode":"text","sort":"-updated_at","versions":"all","facets":["kind"],"explain":true,"limit":7,"after":"now"}\
                 """, SearchBody.class);
        assertThat(body.request())
                .isEqualTo(new SearchRequest(
                        "chat",
                        new Condition.All(List.of(
                                new Condition.In("kind", List.of("model", "agent")),
                                new Condition.Not(new Condition.In("label.team", List.of("x"))),
                                new Condition.Any(List.of(
                                        new Condition.Words("fast"),
                                        new Condition.Between(
                                                "capability.context_length", "8000", false, "16000", true))),
                                new Condition.Not(new Condition.Exists("owner")),
                                new Condition.StartsWith("name", "open"))),
                        SearchRequest.Mode.TEXT,
                        SearchRequest.Sort.UPDATED,
                        true,
                        List.of("kind"),
                        false,
                        true,
                        7,
                        null,
                        "now"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"query\":{}}|query",
                "{\"query\":{\"text\":\"a\",\"field\":\"b\"}}|query",
                "{\"query\":{\"and\":[null]}}|query.and[0]",
                "{\"query\":{\"and\":[{\"field\":\"kind\"}]}}|query.and[0]",
                "{\"query\":{\"field\":\"kind\",\"eq\":\"a\",\"prefix\":\"b\"}}|query",
                "{\"query\":{\"field\":\"kind\",\"eq\":[1]}}|query.eq",
                "{\"query\":{\"field\":\"created_at\",\"gt\":\"a\",\"gte\":\"b\"}}|query",
                "{\"mode\":\"magic\"}|mode",
                "{\"sort\":\"best\"}|sort",
                "{\"versions\":\"some\"}|versions"
            })
    void aTreeThatSaysNothingClearIsRefusedAtItsPlace(String json, String field) throws JsonProcessingException {
        SearchBody body = JSON.readValue(json, SearchBody.class);
        assertThatThrownBy(body::request).isInstanceOfSatisfying(Problem.class, problem -> assertThat(
                        problem.violations().getFirst().field())
                .isEqualTo(field));
    }

    @Test
    void aDeepTreeIsRefused() throws JsonProcessingException {
        String json = "{\"query\":" + "{\"not\":".repeat(40) + "{\"text\":\"a\"}" + "}".repeat(41);
        SearchBody body = JSON.readValue(json, SearchBody.class);
        assertThatThrownBy(body::request).isInstanceOf(Problem.class).hasMessageContaining("10 levels");
    }

    @Test
    void parametersBecomeConditions() {
        SearchRequest request = SearchParameters.of(
                Map.of(
                        "q", List.of("chat"),
                        "kind", List.of("model", "agent"),
                        "tag", List.of("a", "b"),
                        "tags_exclude", List.of("c"),
                        "label.team", List.of("support"),
                        "capability.context_length", List.of(">=8000"),
                        "facets", List.of("kind,label.team"),
                        "highlight", List.of("true")),
                20);
        assertThat(request.filter())
                .isEqualTo(new Condition.All(List.of(
                        new Condition.In("kind", List.of("model", "agent")),
                        new Condition.In("tags", List.of("a")),
                        new Condition.In("tags", List.of("b")),
                        new Condition.Not(new Condition.In("tags", List.of("c"))),
                        new Condition.Between("capability.context_length", "8000", true, null, false),
                        new Condition.In("label.team", List.of("support")))));
        assertThat(request.facets()).containsExactly("kind", "label.team");
        assertThat(request.highlight()).isTrue();
        assertThat(request.limit()).isEqualTo(20);
    }

    @Test
    void anAnswerIsWrittenAsTheDocumentSays() {
        SearchAnswer answer = SearchAnswer.of(new SearchResult(
                List.of(),
                null,
                0,
                true,
                Map.of("tags", List.of(new FacetCount("b", 2), new FacetCount("a", 1))),
                null,
                SearchRequest.Mode.HYBRID,
                new IndexState(new EventPosition(1, 2, 3), 5, IndexState.State.REBUILDING, 7, 6)));
        JsonNode json = JSON.valueToTree(answer);
        assertThat(json.path("mode").asText()).isEqualTo("hybrid");
        assertThat(json.path("facets").path("tags").toString()).isEqualTo("{\"b\":2,\"a\":1}");
        assertThat(json.path("index").toString())
                .isEqualTo(
                        "{\"position\":\"1.2.3\",\"lag_ms\":5,\"state\":\"rebuilding\",\"documents\":7,\"vectors\":6}");
        assertThat(json.has("next_cursor")).isTrue();
    }
}
