// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetListTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private static final RegistryKit REGISTRY = new RegistryKit(POSTGRES);
    private static final Caller ADMIN = POSTGRES.admin();

    @BeforeAll
    static void register() {
        for (String name : List.of("chat/large", "chat/small", "chatter", "embed")) {
            REGISTRY.applied(ADMIN, Manifests.model(name, "1.0.0"));
        }
        REGISTRY.published(
                ADMIN,
                Manifests.model("vision", "1.0.0")
                        .replace("Answers questions of customers", "Describes Straßen and PICTURES")
                        .replace("[support, chat]", "['it''s 100% \"odd\"', chat]")
                        .replace("{team: support}", "{team: eyes, 'a/b': 'x=y'}"));
        REGISTRY.applied(ADMIN, Manifests.prompt("answer", "1.0.0"));
        REGISTRY.applied(POSTGRES.otherAdmin(), Manifests.model("chat/other", "1.0.0"));
        String[] versions = {"1.0.0", "1.0.0-rc.1", "1.0.0-rc.11", "1.0.0-rc.2", "1.10.0", "1.9.0", "0.1.0", "10.0.0"};
        for (String version : versions) {
            REGISTRY.applied(POSTGRES.otherAdmin(), Manifests.model("many", version));
        }
    }

    @Test
    void theNewestComesFirst() {
        assertThat(names()).containsExactly("answer", "vision", "embed", "chatter", "chat/small", "chat/large");
        assertThat(names("sort", "created_at"))
                .containsExactly("chat/large", "chat/small", "chatter", "embed", "vision", "answer");
        assertThat(names("sort", "name"))
                .containsExactly("answer", "chat/large", "chat/small", "chatter", "embed", "vision");
    }

    @Test
    void filtersNarrow() {
        assertThat(names("kind", "prompt")).containsExactly("answer");
        assertThat(names("status", "published")).containsExactly("vision");
        assertThat(names("kind", "model", "status", "draft", "name", "chat/"))
                .containsExactly("chat/small", "chat/large");
        assertThat(names("name", "chat")).containsExactly("chatter", "chat/small", "chat/large");
        assertThat(names("name", "%")).isEmpty();
        assertThat(names("name", "chat_")).isEmpty();
        assertThat(names("tag", "it's 100% \"odd\"")).containsExactly("vision");
        assertThat(names("tag", "it")).isEmpty();
        assertThat(names("label.team", "eyes")).containsExactly("vision");
        assertThat(names("label.a/b", "x=y")).containsExactly("vision");
        assertThat(names("label.team", "eye")).isEmpty();
    }

    @Test
    void namesAreFoundByTheBeginningsOfTheirWords() {
        assertThat(names("q", "VIS")).containsExactly("vision");
        assertThat(names("q", "ision")).isEmpty();
        assertThat(names("q", "chat/sm")).containsExactly("chat/small");
        assertThat(names("q", "chat", "sort", "name")).containsExactly("chat/large", "chat/small", "chatter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-created_at", "created_at", "name"})
    void pagesMissNothingAndRepeatNothing(String sort) {
        List<String> all = names("sort", sort);
        List<String> paged = new ArrayList<>();
        String cursor = null;
        do {
            Page<Asset> page =
                    REGISTRY.catalogue.list(ADMIN, AssetFilter.of(query("sort", sort)), PageRequest.of(2, cursor));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(asset -> paged.add(asset.name()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void versionsComeInSemVerOrderHighestFirst() {
        Caller other = POSTGRES.otherAdmin();
        List<String> paged = new ArrayList<>();
        String cursor = null;
        do {
            Page<Asset> page = REGISTRY.catalogue.versions(other, AssetKind.MODEL, "many", PageRequest.of(3, cursor));
            page.items().forEach(asset -> paged.add(asset.version()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(paged)
                .containsExactly(
                        "10.0.0", "1.10.0", "1.9.0", "1.0.0", "1.0.0-rc.11", "1.0.0-rc.2", "1.0.0-rc.1", "0.1.0");
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> REGISTRY.catalogue.versions(ADMIN, AssetKind.MODEL, "many", PageRequest.of(3, null)));
        assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind=Model",
                "status=gone",
                "sort=size",
                "q=!!",
                "q=\0",
                "tag=\0",
                "name=\0",
                "label.a=\0",
                "label.\0=a",
                "name=\ud800"
            })
    void whatAFilterDoesNotTakeIsRefused(String parameter) {
        String[] parts = parameter.split("=", 2);
        Problem problem = catchThrowableOfType(Problem.class, () -> names(parts[0], parts[1]));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void moreThanTenConditionsAreRefused() {
        String words =
                String.join(" ", IntStream.range(0, 11).mapToObj(i -> "w" + i).toList());
        Problem problem = catchThrowableOfType(Problem.class, () -> names("q", words));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThatCode(() -> names("q", words.substring(0, words.lastIndexOf(' '))))
                .doesNotThrowAnyException();
        problem = catchThrowableOfType(Problem.class, () -> AssetFilter.of(Map.of("kind", List.of("model", "prompt"))));
        assertThat(problem.detail()).startsWith("kind: '2 values'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "01JAZ3K6Q0V8B7M4N2T9R5XWY", "\0 01JAZ3K6Q0V8B7M4N2T9R5XWYE", "1.0.0"})
    void aForgedCursorIsRefusedOrHarmless(String key) {
        String cursor = Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        for (String sort : List.of("-created_at", "created_at", "name")) {
            try {
                REGISTRY.catalogue.list(ADMIN, AssetFilter.of(query("sort", sort)), PageRequest.of(2, cursor));
            } catch (Problem problem) {
                assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
            }
        }
    }

    @Test
    void anotherOrganisationListsOnlyItsOwn() {
        Function<Caller, List<String>> list =
                caller -> REGISTRY
                        .catalogue
                        .list(caller, AssetFilter.of(query("name", "chat")), PageRequest.of(null, null))
                        .items()
                        .stream()
                        .map(Asset::name)
                        .toList();
        assertThat(list.apply(POSTGRES.otherAdmin())).containsExactly("chat/other");
    }

    private static List<String> names(@Nullable String... pairs) {
        return REGISTRY.catalogue.list(ADMIN, AssetFilter.of(query(pairs)), PageRequest.of(200, null)).items().stream()
                .map(Asset::name)
                .toList();
    }

    private static Map<String, List<String>> query(@Nullable String... pairs) {
        Map<String, List<String>> query = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(String.valueOf(pairs[i]), Arrays.asList(String.valueOf(pairs[i + 1])));
        }
        return query;
    }
}
