// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import static dev.llmops.marketplace.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SearchTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("marketplace"));

    private final Market market = new Market(POSTGRES);
    /** An organisation per test: what others list is not found. */
    private final Caller publisher = PostgresKit.caller(new TenantId(Ulids.next()), Role.PUBLISHER);

    {
        market.registry.model(publisher, "large", AssetStatus.PUBLISHED);
    }

    private Listing list(String name, String description, String category, String... tags) {
        market.clock.advance(Duration.ofMinutes(1));
        return market.active(
                publisher, Market.slug(), null, new Listing.Texts(name, description, "", category, List.of(tags)));
    }

    private Catalogue.Found find(@Nullable String text, @Nullable String category, List<String> tags, String sort) {
        return market.catalogue.search(
                publisher, SearchQuery.of(text, category, tags, sort), PageRequest.of(200, null));
    }

    private List<String> names(@Nullable String text) {
        return names(find(text, null, List.of(), "relevance"));
    }

    private static List<String> names(Catalogue.Found found) {
        return found.hits().items().stream()
                .map(hit -> hit.listing().texts().name())
                .toList();
    }

    @Test
    void aNameBeatsADescriptionAndThatATag() {
        list("Helper", "plain", "chat", "translator");
        list("Assistant", "translator translator translator translator translator", "chat");
        list("Translator", "plain", "chat");

        assertThat(names("translator")).containsExactly("Translator", "Assistant", "Helper");
    }

    @Test
    void beginningsOfWordsOtherFormsAndOtherCaseAreFound() {
        list("Report Writer", "It summarises long documents, quickly", "chat");

        assertThat(names("REP")).containsExactly("Report Writer");
        assertThat(names("summarising")).containsExactly("Report Writer");
        assertThat(names("writer report")).containsExactly("Report Writer");
        assertThat(names("report poem")).isEmpty();
        assertThat(names("eport")).isEmpty();
    }

    @Test
    void operatorsInTheQuestionAreWords() {
        list("Question & Answer", "Answers!", "question_answering");

        assertThat(names("question & !answer | (x:* <-> ')")).isEmpty();
        assertThat(names("question & (answer:*)")).containsExactly("Question & Answer");
    }

    @Test
    void whatCannotBeCalledIsNotFound() {
        Listing retired = list("Retired chat", "x", "chat");
        market.publishing.retire(publisher, retired.id(), "gone");
        Listing deprecated = list("Deprecated chat", "x", "chat");
        market.publishing.deprecate(publisher, deprecated.id(), "old", null);
        market.publishing.create(publisher, Market.slug(), null, Market.texts("Draft chat", "x"), Market.target());

        assertThat(names("chat")).containsExactly("Deprecated chat");
        assertThat(names((String) null)).containsExactly("Deprecated chat");
    }

    @Test
    void facetsCountTheMatches() {
        list("Alpha chat", "x", "chat", "german", "fast");
        list("Beta chat", "x", "chat", "german");
        list("Gamma chat", "x", "translation", "german");
        list("Delta", "x", "other", "slow");

        Catalogue.Found all = find("chat", null, List.of(), "relevance");
        assertThat(all.categories()).isEqualTo(Map.of("chat", 2L, "translation", 1L));
        assertThat(all.tags()).isEqualTo(Map.of("german", 3L, "fast", 1L));

        Catalogue.Found narrowed = find("chat", "translation", List.of("german"), "relevance");
        assertThat(names(narrowed)).containsExactly("Gamma chat");
        assertThat(narrowed.categories()).isEqualTo(Map.of("chat", 2L, "translation", 1L));
        assertThat(narrowed.tags()).isEqualTo(Map.of("german", 1L));

        assertThat(names(find(null, null, List.of("german", "fast"), "name"))).containsExactly("Alpha chat");
        assertThat(find(null, null, List.of(), "name").categories())
                .isEqualTo(Map.of("chat", 2L, "translation", 1L, "other", 1L));
    }

    @Test
    void pagesOfEverySortHoldEveryMatchOnce() {
        for (int i = 0; i < 11; i++) {
            list("Chat " + (char) ('k' - i), i % 3 == 0 ? "chat chat" : "plain", "chat");
        }
        for (String sort : List.of("relevance", "newest", "name")) {
            for (String text : List.of("chat", "")) {
                List<String> whole = names(find(text, null, List.of(), sort));
                assertThat(whole).hasSize(11);
                assertThat(paged(SearchQuery.of(text, null, List.of(), sort)))
                        .as(sort)
                        .isEqualTo(whole);
            }
        }
        assertThat(names(find(null, null, List.of(), "newest")))
                .startsWith("Chat a")
                .endsWith("Chat k");
        assertThat(names(find(null, null, List.of(), "name"))).isSorted();
    }

    private List<String> paged(SearchQuery query) {
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Catalogue.Found found = market.catalogue.search(publisher, query, PageRequest.of(3, cursor));
            seen.addAll(names(found));
            cursor = found.hits().nextCursor();
        } while (cursor != null);
        return seen;
    }

    @Test
    void highlightsAreSafeToShow() {
        list("Chat <b>bold</b>", "A chat & more of <script>alert('chat')</script>", "chat");

        Catalogue.Hit hit =
                find("chat", null, List.of(), "relevance").hits().items().getFirst();
        assertThat(hit.score()).isPositive();
        assertThat(hit.name()).isEqualTo("<mark>Chat</mark> &lt;b&gt;bold&lt;/b&gt;");
        assertThat(hit.description()).contains("<mark>chat</mark> &amp; more").doesNotContain("<script>");
        assertThat(find(null, null, List.of(), "newest")
                        .hits()
                        .items()
                        .getFirst()
                        .name())
                .isNull();
    }

    @Test
    void badQuestionsAreRefusedByName() {
        refused(ErrorCode.VALIDATION_FAILED, "q", () -> SearchQuery.of("x".repeat(401), null, List.of(), null));
        refused(ErrorCode.VALIDATION_FAILED, "q", () -> SearchQuery.of("&!|", null, List.of(), null));
        refused(ErrorCode.VALIDATION_FAILED, "sort", () -> SearchQuery.of("x", null, List.of(), "price"));
        refused(ErrorCode.VALIDATION_FAILED, "category", () -> SearchQuery.of("x", "poetry", List.of(), null));
        refused(ErrorCode.VALIDATION_FAILED, "tag", () -> SearchQuery.of("x", null, List.of("a\0"), null));
        for (String cursor : List.of("garbage", "NAME x y", "RELEVANCE x y", "RELEVANCE x", "")) {
            refused(
                    ErrorCode.VALIDATION_FAILED,
                    "cursor",
                    () -> market.catalogue.search(
                            publisher, SearchQuery.of("x", null, List.of(), "relevance"), new PageRequest(10, cursor)));
        }
    }

    @Test
    void anotherOrganisationFindsNothing() {
        list("Secret chat", "x", "chat", "german");
        Catalogue.Found found = market.catalogue.search(
                POSTGRES.otherAdmin(), SearchQuery.of("secret", null, List.of(), null), PageRequest.of(200, null));

        assertThat(found.hits().items()).isEmpty();
        assertThat(found.categories()).isEmpty();
        assertThat(found.tags()).isEmpty();
    }
}
