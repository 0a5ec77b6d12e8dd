// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.contracts.search.SearchResult.Hit;
import dev.llmops.kernel.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two organisations in one index: neither learns a word, a count or a score of the other. */
final class IsolationTest {
    @TempDir
    Path home;

    private static final List<String> FACETS =
            List.of("kind", "status", "provider", "owner", "licence", "tags", "label.team", "label.secret");

    @Test
    void nothingOfAnotherOrganisationShowsAnywhere() {
        try (SearchKit kit = new SearchKit(home)) {
            addOwn(kit, kit.tenant);
            addForeign(kit, 300);
            kit.awaitMeanings();
            for (Mode mode : Mode.values()) {
                for (String text : List.of("zebra", "zebr", "support chat", "zebras in the garden")) {
                    SearchResult result = kit.search(all(text, mode));
                    assertThat(result.hits()).extracting(Hit::name).allMatch(name -> name.startsWith("own-"));
                    assertThat(result.toString()).doesNotContain("zebra-", "stripes", "africa");
                }
            }
            assertThat(kit.search(all(null, Mode.TEXT)).total()).isEqualTo(3);
            assertThat(kit.search(all(null, Mode.TEXT)).index().documents()).isEqualTo(3);
            assertThat(kit.search(all("zebrs", Mode.TEXT)).didYouMean()).isNull();
            assertThat(kit.finder.suggest(kit.tenant, "zeb", 20).assets()).isEmpty();
            assertThat(kit.finder.suggest(kit.tenant, "zeb", 20).words()).isEmpty();
            assertThat(kit.finder.search(kit.other, all("zebra", Mode.TEXT)).total())
                    .isEqualTo(300);
        }
    }

    @Test
    void scoresAreTheSameWhateverAnotherOrganisationHas() {
        SearchResult alone;
        SearchResult beside;
        try (SearchKit kit = new SearchKit(home.resolve("alone"))) {
            addOwn(kit, kit.tenant);
            alone = kit.search(all("support", Mode.TEXT));
        }
        try (SearchKit kit = new SearchKit(home.resolve("beside"))) {
            addForeign(kit, 150);
            addOwn(kit, kit.tenant);
            addForeign(kit, 150);
            beside = kit.search(all("support", Mode.TEXT));
        }
        assertThat(alone.hits()).hasSize(2);
        assertThat(beside.hits())
                .extracting(Hit::name)
                .containsExactlyElementsOf(alone.hits().stream().map(Hit::name).toList());
        assertThat(beside.hits())
                .extracting(Hit::score)
                .containsExactlyElementsOf(alone.hits().stream().map(Hit::score).toList());
    }

    private static void addOwn(SearchKit kit, TenantId tenant) {
        kit.catalogue.add(
                tenant,
                new Catalogue.Draft("model", "own-chat", "1.0.0")
                        .description("chat for support")
                        .labels(Map.of("team", "support")));
        kit.catalogue.add(
                tenant, new Catalogue.Draft("prompt", "own-support", "1.0.0").description("answers support questions"));
        kit.catalogue.add(tenant, new Catalogue.Draft("tool", "own-garden", "1.0.0").description("waters the garden"));
    }

    private static void addForeign(SearchKit kit, int count) {
        for (int i = 0; i < count; i++) {
            kit.catalogue.add(
                    kit.other,
                    new Catalogue.Draft(
                                    "model",
                                    "zebra-chat-" + kit.catalogue.head().transaction(),
                                    "1.0.0")
                            .description("zebra with stripes, chat and support from africa")
                            .provider("stripes")
                            .owner("africa")
                            .licence("stripes")
                            .tags("stripes")
                            .labels(Map.of("secret", "stripes", "team", "africa")));
        }
    }

    private static SearchRequest all(@org.jspecify.annotations.Nullable String text, Mode mode) {
        return new SearchRequest(
                text, null, text == null ? null : mode, null, true, FACETS, true, true, 200, null, "now");
    }
}
