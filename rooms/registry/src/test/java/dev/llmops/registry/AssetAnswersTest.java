// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Commits;
import dev.llmops.platform.web.WireFormat;
import dev.llmops.registry.document.JsonSource;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AssetAnswersTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    @Test
    void aDeprecatedVersionWarnsOfItsEnd() {
        Response answer = read(null, deprecated("team/model@2.0.0", Instant.parse("2026-12-31T23:59:59Z")));
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaderString("Deprecation")).isEqualTo("@1772452800");
        assertThat(answer.getHeaderString("Sunset")).isEqualTo("Thu, 31 Dec 2026 23:59:59 GMT");
        assertThat(answer.getHeaderString("Link"))
                .isEqualTo("</api/registry/v1/assets/model/team/model/versions/2.0.0>; rel=\"successor-version\"");
        assertThat(answer.getHeaderString("ETag")).isEqualTo("\"2\"");
        assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8))
                .startsWith("{\"id\":\"" + draft().id());
    }

    @Test
    void theWarningComesAlsoWithoutABody() {
        Response answer = read("\"2\"", deprecated(null, null));
        assertThat(answer.getStatus()).isEqualTo(304);
        assertThat(answer.getHeaderString("Deprecation")).isEqualTo("@1772452800");
        assertThat(answer.getHeaders()).doesNotContainKeys("Sunset", "Link");
    }

    @Test
    void anotherVersionDoesNotWarn() {
        Response answer = read(null, draft());
        assertThat(answer.getHeaders()).doesNotContainKeys("Deprecation", "Sunset", "Link");
    }

    @Test
    void whatWasCreatedSaysWhereItIs() {
        Response answer =
                AssetAnswers.created(draft(), JsonSource.read(draft().spec()).root());
        assertThat(answer.getStatus()).isEqualTo(201);
        assertThat(answer.getHeaderString("Location")).isEqualTo("/api/registry/v1/assets/" + draft().id());
    }

    private static Response read(@Nullable String ifNoneMatch, Asset asset) {
        ReadyAnswers ready = new ReadyAnswers(WireFormat.newMapper(), new Commits());
        return AssetAnswers.read(headers(ifNoneMatch), ready.keep(new TenantId(Ulids.next()), asset, ready.moment()));
    }

    private static Asset draft() {
        Manifest manifest = new ManifestReader(new ManifestSchemas((tenant, kind) -> Optional.empty()))
                .readOne(
                        Manifests.TENANT, Manifests.model("team/model", "1.0.0").getBytes(StandardCharsets.UTF_8));
        return Changes.draft("01JAZ3K6Q0V8B7M4N2T9R5XWYE", manifest, NOW, "somebody");
    }

    private static Asset deprecated(@Nullable String successor, @Nullable Instant sunsetAt) {
        var step = new AssetLifecycle.Step(AssetStatus.DEPRECATED, "old", successor, sunsetAt);
        return Changes.moved(draft(), step, NOW, "somebody");
    }

    private static HttpHeaders headers(@Nullable String ifNoneMatch) {
        return (HttpHeaders) Proxy.newProxyInstance(
                AssetAnswersTest.class.getClassLoader(),
                new Class<?>[] {HttpHeaders.class},
                (proxy, method, arguments) -> ifNoneMatch);
    }
}
