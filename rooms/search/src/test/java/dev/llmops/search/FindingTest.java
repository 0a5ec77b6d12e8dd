// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.search.Condition;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchRequest.Sort;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.contracts.search.SearchResult.FacetCount;
import dev.llmops.contracts.search.SearchResult.Hit;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FindingTest {
    @TempDir
    static Path home;

    private SearchKit kit;

    @BeforeAll
    void fill() {
        kit = new SearchKit(home);
        Catalogue all = kit.catalogue;
        all.add(
                kit.tenant,
                new Catalogue.Draft("model", "openai/gpt-4o-mini", "1.0.0")
                        .description("Small and fast <b>chat</b> model. Reads pictures too.")
                        .provider("openai")
                        .licence("proprietary")
                        .tags("chat", "vision")
                        .labels(Map.of("team", "support", "tier", "gold"))
                        .spec("{\"capabilities\":{\"context_length\":128000,\"supports_streaming\":true}}"));
        all.add(
                kit.tenant,
                new Catalogue.Draft("model", "meta/llama-3-8b", "1.2.0")
                        .description("Open weights for conversations.")
                        .provider("meta")
                        .licence("Apache-2.0")
                        .tags("chat", "open")
                        .labels(Map.of("team", "research"))
                        .spec("{\"capabilities\":{\"context_length\":8192}}"));
        all.add(
                kit.tenant,
                new Catalogue.Draft("tool", "weather-lookup", "0.1.0")
                        .description("Tells the weather of tomorrow.")
                        .owner("platform")
                        .tags("http")
                        .spec("{\"tools\":[{\"name\":\"getForecast\",\"description\":\"rain, wind and snow\"}]}"));
        all.add(
                kit.tenant,
                new Catalogue.Draft("prompt", "support-answer", "1.0.0")
                        .description("Answers a customer politely.")
                        .labels(Map.of("team", "support"))
                        .spec("{\"template\":\"You are a helpful colleague of {{ company }}\"}"));
        for (String version : List.of("1.9.0", "1.10.0", "2.0.0-rc.1")) {
            all.add(kit.tenant, new Catalogue.Draft("dataset", "tickets", version).description("Tickets " + version));
        }
        all.add(
                kit.tenant,
                new Catalogue.Draft("dataset", "tickets", "3.0.0")
                        .status(AssetStatus.DRAFT)
                        .tags("next"));
        kit.awaitMeanings();
    }

    @AfterAll
    void stop() {
        kit.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt",
                "gpt-4o",
                "gpt4o",
                "GPT 4o",
                "openai/gpt-4o-mini",
                "pictures",
                "picture",
                "gpt*",
                "openai mini",
                "\"small and fast\"",
                "gpt -llama",
                "gold"
            })
    void aModelIsFoundByPartsOfItsNameAndWordsOfItsText(String text) {
        assertThat(kit.names(text)).contains("openai/gpt-4o-mini");
    }

    @Test
    void namesInsideTheSpecificationAreCutAtChangesOfCase() {
        assertThat(kit.names("forecast")).containsExactly("weather-lookup");
        assertThat(kit.names("snow")).containsExactly("weather-lookup");
        assertThat(kit.names("helpful colleague")).containsExactly("support-answer");
    }

    @Test
    void anUnfinishedLastWordFindsAndAnUnfinishedOtherDoesNot() {
        assertThat(kit.names("weath")).containsExactly("weather-lookup");
        assertThat(kit.names("weath lookup")).isEmpty();
    }

    @Test
    void phrasesAndExclusionsNarrow() {
        assertThat(kit.names("\"chat fast\"")).isEmpty();
        assertThat(kit.names("chat -llama")).containsExactly("openai/gpt-4o-mini");
    }

    @Test
    void theExactNameComesFirst() {
        assertThat(kit.names("tickets").getFirst()).isEqualTo("tickets");
    }

    @Test
    void labelsTagsAndCapabilitiesNarrow() {
        assertThat(kit.names(null, in("label.team", "support")))
                .containsExactlyInAnyOrder("openai/gpt-4o-mini", "support-answer");
        assertThat(kit.names(null, between("capability.context_length", "8192", false)))
                .containsExactly("openai/gpt-4o-mini");
        assertThat(kit.names(null, between("capability.context_length", "8192", true)))
                .containsExactlyInAnyOrder("openai/gpt-4o-mini", "meta/llama-3-8b");
        assertThat(kit.names(null, in("capability.supports_streaming", "true"))).containsExactly("openai/gpt-4o-mini");
        assertThat(kit.names(
                        null, new Condition.All(List.of(in("tags", "chat"), new Condition.Not(in("tags", "vision"))))))
                .containsExactly("meta/llama-3-8b");
        assertThat(kit.names(null, in("tags", "http", "open")))
                .containsExactlyInAnyOrder("weather-lookup", "meta/llama-3-8b");
        assertThat(kit.names(null, new Condition.Exists("label.tier"))).containsExactly("openai/gpt-4o-mini");
        assertThat(kit.names(null, new Condition.Exists("owner"))).containsExactly("weather-lookup");
        assertThat(kit.names(null, new Condition.StartsWith("name", "meta/"))).containsExactly("meta/llama-3-8b");
    }

    @Test
    void conditionsOfNothingHoldAlwaysOrNever() {
        assertThat(kit.names(null, new Condition.All(List.of()))).hasSize(5);
        assertThat(kit.names(null, new Condition.Any(List.of()))).isEmpty();
    }

    @Test
    void datesNarrow() {
        SearchResult first = kit.search(SearchKit.sorted(SearchKit.request(null, null, null), Sort.OLDEST, true, 1));
        String at = first.hits().getFirst().createdAt().toString();
        assertThat(kit.names(null, new Condition.Between("created_at", null, false, at, true)))
                .containsExactly("openai/gpt-4o-mini");
        assertThat(kit.names(null, new Condition.Between("created_at", null, false, at, false)))
                .isEmpty();
    }

    @Test
    void theBestVersionStandsForItsAsset() {
        assertThat(kit.search(SearchKit.request(null, in("name", "tickets"), null))
                        .hits())
                .extracting(Hit::version)
                .containsExactly("1.10.0");
        assertThat(kit.search(SearchKit.request(null, in("status", "draft"), null))
                        .hits())
                .extracting(Hit::version)
                .containsExactly("3.0.0");
    }

    @Test
    void allVersionsComeInTheOrderOfVersions() {
        SearchRequest request = SearchKit.request(null, in("name", "tickets"), null);
        assertThat(kit.search(SearchKit.sorted(request, Sort.VERSION, true, 50)).hits())
                .extracting(Hit::version)
                .containsExactly("1.9.0", "1.10.0", "2.0.0-rc.1", "3.0.0");
        assertThat(kit.search(SearchKit.sorted(request, Sort.VERSION_DESCENDING, true, 50))
                        .hits())
                .extracting(Hit::version)
                .containsExactly("3.0.0", "2.0.0-rc.1", "1.10.0", "1.9.0");
    }

    @Test
    void facetsCountWhatMatchesAndNothingElse() {
        SearchResult result = kit.finder.search(
                kit.tenant,
                new SearchRequest(
                        "chat",
                        null,
                        Mode.TEXT,
                        null,
                        false,
                        List.of("kind", "tags", "label.team", "label.nothing"),
                        false,
                        false,
                        1,
                        null,
                        "now"));
        assertThat(result.total()).isEqualTo(2);
        assertThat(result.totalExact()).isTrue();
        assertThat(result.facets().get("kind")).containsExactly(new FacetCount("model", 2));
        assertThat(result.facets().get("tags"))
                .containsExactly(new FacetCount("chat", 2), new FacetCount("open", 1), new FacetCount("vision", 1));
        assertThat(result.facets().get("label.team"))
                .containsExactly(new FacetCount("research", 1), new FacetCount("support", 1));
        assertThat(result.facets().get("label.nothing")).isEmpty();
    }

    @Test
    void highlightsArePlacesInTheAuthorsTextAsItStands() {
        SearchResult result = kit.finder.search(
                kit.tenant,
                new SearchRequest(
                        "chat pictures", null, Mode.TEXT, null, false, List.of(), true, true, 5, null, "now"));
        Hit hit = result.hits().getFirst();
        SearchResult.Highlight description = hit.highlights().get("description");
        assertThat(description).isNotNull();
        assertThat(description.ranges())
                .extracting(range -> description.text().substring(range.start(), range.end()))
                .isNotEmpty()
                .allMatch(word -> word.equals("chat") || word.equals("pictures"));
        SearchResult.Explanation explanation = hit.explanation();
        assertThat(explanation).isNotNull();
        assertThat(explanation.textRank()).isEqualTo(1);
        assertThat(explanation.matchedTerms()).containsKey("tags");
    }

    @Test
    void aMistypedWordIsPutRightAndAKnownOneIsNot() {
        assertThat(kit.search(SearchKit.request("wether lookup", null, Mode.TEXT))
                        .didYouMean())
                .isEqualTo("weather lookup");
        assertThat(kit.search(SearchKit.request("weather lookup", null, Mode.TEXT))
                        .didYouMean())
                .isNull();
    }

    @Test
    void suggestionsGoOnFromWhatIsThere() {
        kit.awaitIndex();
        var suggestions = kit.finder.suggest(kit.tenant, "wea", 5);
        assertThat(suggestions.assets()).singleElement().satisfies(asset -> {
            assertThat(asset.name()).isEqualTo("weather-lookup");
            assertThat(asset.ranges()).isNotEmpty();
        });
        assertThat(suggestions.words()).containsExactly("weather");
    }

    @Test
    void hybridJoinsBothListsAndSaysWhy() {
        SearchResult result = kit.finder.search(
                kit.tenant,
                new SearchRequest(
                        "weather tomorrow", null, Mode.HYBRID, null, false, List.of(), false, true, 5, null, "now"));
        Hit first = result.hits().getFirst();
        assertThat(first.name()).isEqualTo("weather-lookup");
        SearchResult.Explanation why = first.explanation();
        assertThat(why).isNotNull();
        assertThat(why.textRank()).isEqualTo(1);
        assertThat(why.semanticRank()).isEqualTo(1);
        assertThat(first.score()).isEqualTo(2.0 / 61);
        assertThat(why.textContribution() + why.semanticContribution()).isEqualTo(first.score());
    }

    @Test
    void aFilterHoldsForTheListByMeaningToo() {
        SearchResult result = kit.search(SearchKit.request("chat model", in("kind", "model"), Mode.SEMANTIC));
        assertThat(result.hits()).extracting(Hit::kind).containsOnly("model");
        assertThat(result.mode()).isEqualTo(Mode.SEMANTIC);
    }

    @ParameterizedTest
    @EnumSource(Sort.class)
    void pagesOfEveryOrderHoldEveryVersionOnce(Sort sort) {
        assertThat(pages(SearchKit.sorted(SearchKit.request(null, null, Mode.TEXT), sort, true, 3)))
                .hasSize(8)
                .doesNotHaveDuplicates();
    }

    @Test
    void pagesOfAHybridListHoldEveryHitOnce() {
        SearchRequest request = SearchKit.request("chat tickets weather", null, Mode.HYBRID);
        int all = kit.search(request).hits().size();
        assertThat(all).isGreaterThan(2);
        assertThat(pages(SearchKit.sorted(request, Sort.RELEVANCE, false, 1)))
                .hasSize(all)
                .doesNotHaveDuplicates();
    }

    private List<String> pages(SearchRequest request) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            SearchResult page = kit.search(SearchKit.next(request, cursor));
            page.hits().forEach(hit -> ids.add(hit.id()));
            cursor = page.nextCursor();
        } while (cursor != null && ids.size() < 100);
        return ids;
    }

    @Test
    void theCursorOfAnotherRequestIsRefused() {
        SearchRequest first = SearchKit.sorted(SearchKit.request(null, null, null), Sort.NAME, true, 2);
        String cursor = kit.search(first).nextCursor();
        assertThat(cursor).isNotNull();
        SearchRequest second = SearchKit.sorted(SearchKit.request("chat", null, null), Sort.NAME, true, 2);
        refused(ErrorCode.VALIDATION_FAILED, "cursor", SearchKit.next(second, cursor));
        refused(ErrorCode.VALIDATION_FAILED, "cursor", SearchKit.next(first, "nonsense!"));
        refused(ErrorCode.VALIDATION_FAILED, "cursor", SearchKit.next(first, "bm9uc2Vuc2U"));
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        SearchRequest plain = SearchKit.request(null, null, null);
        refused(ErrorCode.VALIDATION_FAILED, "limit", SearchKit.sorted(plain, Sort.NAME, false, 0));
        refused(ErrorCode.VALIDATION_FAILED, "limit", SearchKit.sorted(plain, Sort.NAME, false, 201));
        refused(ErrorCode.VALIDATION_FAILED, "q", SearchKit.request("x".repeat(1_000_000), null, null));
        refused(ErrorCode.VALIDATION_FAILED, "q", SearchKit.request("word ".repeat(199), null, null));
        refused(ErrorCode.VALIDATION_FAILED, "q", SearchKit.request("*gpt", null, null));
        refused(ErrorCode.VALIDATION_FAILED, "q", SearchKit.request("?pt", null, null));
        refused(ErrorCode.VALIDATION_FAILED, "q", SearchKit.request("!!!", null, null));
        refused(ErrorCode.VALIDATION_FAILED, "q", SearchKit.request(null, null, Mode.SEMANTIC));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "sort",
                SearchKit.sorted(SearchKit.request("chat", null, Mode.HYBRID), Sort.NAME, false, 5));
        refused(ErrorCode.UNKNOWN_FILTER, "field", SearchKit.request(null, in("colour", "red"), null));
        refused(ErrorCode.UNKNOWN_FILTER, "field", SearchKit.request(null, in("label.", "red"), null));
        refused(ErrorCode.VALIDATION_FAILED, "status", SearchKit.request(null, in("status", "gone"), null));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "capability.context_length",
                SearchKit.request(null, between("capability.context_length", "many", true), null));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "created_at",
                SearchKit.request(null, between("created_at", "yesterday", true), null));
        Condition deep = in("kind", "model");
        for (int i = 0; i < 20; i++) {
            deep = new Condition.Not(deep);
        }
        refused(ErrorCode.VALIDATION_FAILED, "query", SearchKit.request(null, deep, null));
        List<Condition> many = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            many.add(in("name", "n" + i));
        }
        refused(ErrorCode.VALIDATION_FAILED, "query", SearchKit.request(null, new Condition.Any(many), null));
    }

    private void refused(ErrorCode code, String field, SearchRequest request) {
        assertThatThrownBy(() -> kit.search(request)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.violations().getFirst().field()).isEqualTo(field);
        });
    }

    private static Condition in(String field, String... values) {
        return new Condition.In(field, List.of(values));
    }

    private static Condition between(String field, @Nullable String from, boolean included) {
        return new Condition.Between(field, from, included, null, false);
    }
}
