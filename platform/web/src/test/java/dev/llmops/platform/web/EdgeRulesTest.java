// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EdgeRulesTest {
    @Test
    void plainHttpBeyondThisMachineIsRefused() {
        assertThatThrownBy(() -> BindCheck.refuse("0.0.0.0", false, false, "enabled"))
                .hasMessageContaining("llmops.insecure-http=true");
        assertThatThrownBy(() -> BindCheck.refuse("10.1.2.3", false, true, "enabled"))
                .isInstanceOf(IllegalStateException.class);
        assertThatCode(() -> {
                    BindCheck.refuse("127.0.0.1", false, false, "enabled");
                    BindCheck.refuse("0.0.0.0", true, false, "enabled");
                    BindCheck.refuse("0.0.0.0", false, true, "redirect");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aMissingIfMatchIsNotAWrongOne() {
        assertThatThrownBy(() -> ETags.require(null, 3)).satisfies(e -> code(e, ErrorCode.PRECONDITION_REQUIRED));
        assertThatThrownBy(() -> ETags.require("\"2\"", 3)).satisfies(e -> code(e, ErrorCode.PRECONDITION_FAILED));
        assertThatThrownBy(() -> ETags.require("W/\"3\"", 3)).satisfies(e -> code(e, ErrorCode.PRECONDITION_FAILED));
        assertThatCode(() -> ETags.require("\"1\", \"3\"", 3)).doesNotThrowAnyException();
    }

    @Test
    void onlyABrowserThatAsksForAPageGetsTheDocument() {
        assertThat(Pages.isPage("/services/chat", "text/html,*/*")).isTrue();
        assertThat(Pages.isPage("/", null)).isTrue();
        assertThat(Pages.isPage("/services/chat", "application/json")).isFalse();
        assertThat(Pages.isPage("/api/identity/v1/me", "text/html")).isFalse();
        assertThat(Pages.isPage("/v1/models", "text/html")).isFalse();
        assertThat(Pages.isPage("/favicon.ico", "text/html")).isFalse();
    }

    @Path("/api/x/v1")
    static final class Sample {
        @GET
        @Path("/things/{id}")
        @Allow(Permission.SELF)
        public String find(@PathParam("id") String id) {
            return id;
        }

        @POST
        @Path("/things")
        @Allow(Permission.SELF)
        public void create(Map<String, String> body) {}

        @POST
        @Path("/things/{id}/act")
        @Allow(Permission.SELF)
        public void act(String id, @Nullable List<String> body) {}
    }

    @Test
    void theBodyIsTheParameterThatNothingElseFills() throws NoSuchMethodException {
        assertThat(BodyFilter.entityParameter(Sample.class.getMethod("find", String.class)))
                .isEqualTo(-1);
        assertThat(BodyFilter.entityParameter(Sample.class.getMethod("create", Map.class)))
                .isZero();
        assertThat(BodyFilter.entityParameter(Sample.class.getMethod("act", String.class, List.class)))
                .isOne();
        assertThat(RouteTable.path(Sample.class.getMethod("find", String.class)))
                .isEqualTo("/api/x/v1/things/{id}");
    }

    @Test
    void aTemplateMatchesOnePathSegmentPerParameter() {
        assertThat(RouteTable.matches("/a/{id}/b", "/a/1/b")).isTrue();
        assertThat(RouteTable.matches("/a/{id}/b", "/a/1/2/b")).isFalse();
        assertThat(EdgeRoutes.vertxPath("/v1/models/{model}")).isEqualTo("/v1/models/:model");
    }

    @Test
    void theCookieIsNeverReadableByScriptsOrSentFromOtherSites() {
        var cookie = SessionCookies.issue(true, "v", java.time.Duration.ofDays(7));
        assertThat(cookie.getName()).isEqualTo("__Host-llmops");
        assertThat(cookie.isSecure()).isTrue();
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getSameSite()).isEqualTo(jakarta.ws.rs.core.NewCookie.SameSite.STRICT);
        assertThat(SessionCookies.issue(false, "v", java.time.Duration.ofDays(7))
                        .getName())
                .isEqualTo("llmops_dev");
    }

    private static void code(Throwable thrown, ErrorCode code) {
        assertThat(((Problem) thrown).code()).isEqualTo(code);
    }
}
