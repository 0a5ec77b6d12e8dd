// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.Services.Service;
import dev.llmops.gateway.route.RouteBody.TargetBody;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RouteBookTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("gateway"));

    private static int slugs;

    private final String slug = "chat-" + ++slugs;
    private final RouteBook book = new RouteBook(
            POSTGRES.database(),
            POSTGRES.systemReads(),
            (caller, idOrSlug) -> Optional.of(new Service(
                    "id of " + idOrSlug,
                    idOrSlug,
                    "m@1.0.0",
                    "up",
                    "m",
                    null,
                    null,
                    "Ada",
                    caller.roles().contains(Role.ADMIN))),
            new FakeUpstreams(),
            Clock.systemUTC());

    @Test
    void whatIsWrittenIsReadByItsTenantAndTheSnapshotAlone() {
        StoredRoute written =
                book.put(POSTGRES.admin(), slug, body("up", 7), null).route();
        assertThat(book.get(POSTGRES.admin(), slug).route()).isEqualTo(written);
        assertThat(book.all()).contains(written);
        assertThat(book.list(POSTGRES.tenant(), new PageRequest(200, null)).items())
                .contains(written);
        assertThat(book.list(POSTGRES.otherTenant(), new PageRequest(200, null)).items())
                .doesNotContain(written);
        assertRefused(ErrorCode.NOT_FOUND, () -> book.get(POSTGRES.otherAdmin(), slug));
        Event event = POSTGRES.events().getLast();
        assertThat(event.type()).isEqualTo("gateway.route_changed");
        assertThat(event.subject()).isEqualTo(slug);
    }

    @Test
    void aChangeNamesTheRevisionItReplacesAndTheSameAgainChangesNothing() {
        book.put(POSTGRES.admin(), slug, body("up", 7), null);
        assertRefused(ErrorCode.PRECONDITION_REQUIRED, () -> book.put(POSTGRES.admin(), slug, body("up", 8), null));
        assertRefused(ErrorCode.PRECONDITION_FAILED, () -> book.put(POSTGRES.admin(), slug, body("up", 8), "\"2\""));
        StoredRoute second =
                book.put(POSTGRES.admin(), slug, body("up", 8), "\"1\"").route();
        assertThat(second.revision()).isEqualTo(2);
        int events = POSTGRES.events().size();
        assertThat(book.put(POSTGRES.admin(), slug, body("up", 8), "\"2\"").route())
                .isEqualTo(second);
        assertThat(POSTGRES.events()).hasSize(events);
    }

    @Test
    void aRouteThatIsGoneIsGoneForTheSnapshotToo() {
        StoredRoute written =
                book.put(POSTGRES.admin(), slug, body("up", 7), null).route();
        assertRefused(ErrorCode.PRECONDITION_REQUIRED, () -> book.delete(POSTGRES.admin(), slug, null));
        book.delete(POSTGRES.admin(), slug, "\"1\"");
        book.delete(POSTGRES.admin(), slug, null);
        assertThat(book.all()).doesNotContain(written);
        assertThat(POSTGRES.events().getLast().data()).contains("deleted");
        assertThat(book.put(POSTGRES.admin(), slug, body("up", 7), null).route().revision())
                .isEqualTo(1);
    }

    @Test
    void onlyWhoMayChangeTheServiceChangesItsRoute() {
        Caller publisher = POSTGRES.user(Role.PUBLISHER);
        assertRefused(ErrorCode.FORBIDDEN, () -> book.put(publisher, slug, body("up", 7), null));
        assertRefused(ErrorCode.FORBIDDEN, () -> book.delete(publisher, slug, null));
    }

    @Test
    void anUpstreamOfAnotherTenantIsNone() {
        assertRefused(ErrorCode.VALIDATION_FAILED, () -> book.put(POSTGRES.admin(), slug, body("theirs", 7), null));
    }

    private static RouteBody body(String upstream, int weight) {
        TargetBody target = new TargetBody(
                "a", upstream, "m", weight, null, null, null, null, "request.tokens > 1", null, null, null, null, null);
        List<@Nullable TargetBody> targets = new ArrayList<>();
        targets.add(target);
        return new RouteBody(
                null, null, null, targets, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }

    /** One upstream of the tenant's. */
    private static final class FakeUpstreams implements Upstreams {
        @Override
        public Optional<Upstream> find(Caller caller, String name) {
            TenantId tenant = POSTGRES.tenant();
            return name.equals("up") && caller.tenant().equals(tenant)
                    ? Optional.of(RouteFixture.upstream("up"))
                    : Optional.empty();
        }

        @Override
        public Upstream register(Caller caller, Registration registration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Upstream> all() {
            return List.of();
        }

        @Override
        public Probe probe(Caller caller, String upstreamId, String upstreamModel) {
            throw new UnsupportedOperationException();
        }
    }
}
