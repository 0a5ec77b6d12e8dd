// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import static dev.llmops.marketplace.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublishingTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("marketplace"));

    private final Market market = new Market(POSTGRES);
    private final String slug = Market.slug();
    private final Caller other = POSTGRES.user(Role.PUBLISHER);
    private final Caller reader = POSTGRES.user(Role.READER);
    private final ListingPatch newName = new ListingPatch("Better", null, null, null, null, null, null, null);
    private final ListingPatch newPlan =
            new ListingPatch(null, null, null, null, null, null, null, new Plan("p", 1L, 1L, 1, 1, null));

    private static String tag(Listing listing) {
        return "\"" + listing.revision() + "\"";
    }

    private void badInput(String field, String badSlug, @Nullable String version, Listing.Texts texts) {
        refused(
                ErrorCode.VALIDATION_FAILED,
                field,
                () -> market.publishing.create(market.publisher, badSlug, version, texts, Market.target()));
    }

    @Test
    void badInputIsRefusedByName() {
        Listing.Texts good = Market.texts("Name", "Text");
        badInput("slug", "AB", null, good);
        badInput("slug", "x", null, good);
        badInput("slug", "-chat", null, good);
        badInput("slug", "x".repeat(256), null, good);
        badInput("version", slug, "1.x", good);
        badInput("version", slug, "", good);
        badInput("name", slug, null, Market.texts(" ", "Text"));
        badInput("description", slug, null, Market.texts("Name", "x".repeat(4_001)));
        badInput("category", slug, null, new Listing.Texts("Name", "", "", "poetry", List.of()));
        badInput("tags", slug, null, Market.texts("Name", "Text", "No Tag"));
        badInput("tags", slug, null, new Listing.Texts("Name", "", "", "chat", Collections.nCopies(21, "a")));
        badInput("text", slug, null, Market.texts("Na\0me", "Text"));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "model",
                () -> market.publishing.create(
                        market.publisher, slug, null, good, new Listing.Target("", "simulator", "sim", Plan.METERED)));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "upstream",
                () -> market.publishing.create(
                        market.publisher,
                        slug,
                        null,
                        good,
                        new Listing.Target("large@1.0.0", "No", "sim", Plan.METERED)));
        refused(ErrorCode.VALIDATION_FAILED, "plan.burst", () -> new PlanBody("p", null, null, 1L, 0L, null).plan());
        refused(ErrorCode.NOT_FOUND, () -> market.publishing.createFrom(market.publisher, slug, "nothing@1.0.0"));
        refused(ErrorCode.NOT_FOUND, () -> market.catalogue.get(market.publisher, slug));
    }

    @Test
    void anAssetWithoutATargetIsNoService() {
        market.registry.put(market.publisher, AssetKind.SERVICE, "bare", "1.0.0", AssetStatus.DRAFT, "{}");
        refused(
                ErrorCode.VALIDATION_FAILED,
                "spec.upstream",
                () -> market.publishing.createFrom(market.publisher, slug, "bare@1.0.0"));
    }

    @Test
    void theLatestModelIsPinned() {
        Listing listing = market.publishing.create(
                market.publisher,
                slug,
                null,
                Market.texts("Name", "Text"),
                new Listing.Target("large", "simulator", "sim-1", Plan.METERED));
        assertThat(listing.target().model()).isEqualTo("large@1.0.0");
    }

    @Test
    void ofManySubmissionsOfAVersionOneIsListed() throws InterruptedException {
        List<Callable<Listing>> submissions = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            submissions.add(() -> market.submit(slug, "1.0.0"));
        }
        int listed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Listing> submission : threads.invokeAll(submissions)) {
                try {
                    submission.get();
                    listed++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                            .isEqualTo(ErrorCode.DUPLICATE));
                }
            }
        }
        assertThat(listed).isEqualTo(1);
    }

    @Test
    void aSlugStaysWithItsPublisher() {
        Listing listing = market.active(slug, "1.0.0");

        refused(
                ErrorCode.DUPLICATE,
                "slug",
                () -> market.publishing.create(other, slug, "2.0.0", Market.texts("Mine", "Mine"), Market.target()));
        refused(ErrorCode.FORBIDDEN, () -> market.publishing.retire(other, listing.id(), "mine now"));
        refused(ErrorCode.FORBIDDEN, () -> market.publishing.edit(other, listing.id(), newName, tag(listing)));

        Listing byAdmin = market.publishing.create(
                POSTGRES.admin(), slug, "2.0.0", Market.texts("Ours", "Ours"), Market.target());
        assertThat(byAdmin.publisher()).isEqualTo(listing.publisher());
    }

    @Test
    void aDraftIsSeenByItsPublisherAndByApproversOnly() {
        Listing draft = market.submit(slug, null);

        refused(ErrorCode.NOT_FOUND, () -> market.catalogue.get(reader, draft.id()));
        refused(ErrorCode.NOT_FOUND, () -> market.catalogue.get(other, slug));
        refused(ErrorCode.NOT_FOUND, () -> market.catalogue.status(reader, draft.id()));
        assertThat(market.catalogue
                        .get(POSTGRES.user(Role.APPROVER), draft.id())
                        .id())
                .isEqualTo(draft.id());
        assertThat(market.catalogue.get(market.publisher, slug).id()).isEqualTo(draft.id());
        assertThat(market.catalogue
                        .list(reader, null, false, PageRequest.of(200, null))
                        .items())
                .extracting(Listing::id)
                .doesNotContain(draft.id());
        assertThat(market.catalogue
                        .list(market.publisher, null, true, PageRequest.of(200, null))
                        .items())
                .extracting(Listing::id)
                .containsExactly(draft.id());
        assertThat(market.catalogue
                        .list(POSTGRES.admin(), ServiceState.VALIDATING, false, PageRequest.of(200, null))
                        .items())
                .extracting(Listing::id)
                .contains(draft.id());
    }

    @Test
    void aNewVersionReplacesTheOldOne() {
        Listing first = market.active(slug, "1.0.0");
        refused(ErrorCode.DUPLICATE, () -> market.submit(slug, "1.0.0"));
        refused(ErrorCode.VALIDATION_FAILED, "version", () -> market.submit(slug, "0.9.0"));
        Listing second = market.active(slug, null);

        assertThat(second.version()).isEqualTo("1.1.0");
        assertThat(market.catalogue.get(reader, slug).id()).isEqualTo(second.id());
        Listing replaced = market.get(first);
        assertThat(replaced.state()).isEqualTo(ServiceState.RETIRED);
        assertThat(replaced.current()).isFalse();
        assertThat(replaced.stateReason()).isEqualTo("replaced by version 1.1.0");
    }

    @Test
    void anOlderVersionApprovedLateDoesNotReplaceANewerOne() {
        Listing older = market.submit(slug, "1.1.0");
        Listing newer = market.submit(slug, "1.2.0");
        market.work();
        market.decide(newer, "approved", null);
        market.work();
        market.decide(older, "approved", null);
        market.work();

        assertThat(market.get(newer).state()).isEqualTo(ServiceState.ACTIVE);
        assertThat(market.get(older).state()).isEqualTo(ServiceState.DRAFT);
        assertThat(market.step(older, StepName.ACTIVATION).findings())
                .extracting(finding -> finding.field())
                .containsExactly("version");
        assertThat(market.registry.status(market.publisher, AssetKind.SERVICE, slug + "@1.1.0"))
                .isEqualTo(AssetStatus.DRAFT);
    }

    @Test
    void aChangeNamesTheStateItChanges() {
        Listing active = market.active(slug, null);

        refused(
                ErrorCode.PRECONDITION_REQUIRED,
                () -> market.publishing.edit(market.publisher, active.id(), newName, null));
        Listing edited = market.publishing.edit(market.publisher, active.id(), newName, tag(active));
        assertThat(edited.texts().name()).isEqualTo("Better");
        refused(
                ErrorCode.PRECONDITION_FAILED,
                () -> market.publishing.edit(market.publisher, active.id(), newName, tag(active)));
    }

    @Test
    void whatIsChangeableDependsOnTheState() {
        Listing validating = market.submit(slug, null);
        refused(
                ErrorCode.INVALID_TRANSITION,
                () -> market.publishing.edit(market.publisher, validating.id(), newName, tag(validating)));
        refused(ErrorCode.INVALID_TRANSITION, () -> market.publishing.submit(market.publisher, validating.id()));

        Listing active = market.active(Market.slug(), null);
        refused(
                ErrorCode.VERSION_IMMUTABLE,
                () -> market.publishing.edit(market.publisher, active.id(), newPlan, tag(active)));
        refused(ErrorCode.INVALID_TRANSITION, () -> market.publishing.submit(market.publisher, active.id()));
    }

    @Test
    void anEndNeedsAReasonAndALegalState() {
        Listing active = market.active(slug, null);

        refused(
                ErrorCode.VALIDATION_FAILED,
                "reason",
                () -> market.publishing.deprecate(market.publisher, active.id(), null, null));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "reason",
                () -> market.publishing.retire(market.publisher, active.id(), " "));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "sunset_at",
                () -> market.publishing.deprecate(market.publisher, active.id(), "old", market.clock.instant()));

        Listing deprecated = market.publishing.deprecate(market.publisher, active.id(), "old", null);
        assertThat(deprecated.state()).isEqualTo(ServiceState.DEPRECATED);
        assertThat(deprecated.stateReason()).isEqualTo("old");
        refused(
                ErrorCode.INVALID_TRANSITION,
                () -> market.publishing.deprecate(market.publisher, active.id(), "older", null));
        assertThat(market.publishing
                        .retire(market.publisher, active.id(), "gone")
                        .state())
                .isEqualTo(ServiceState.RETIRED);
        refused(ErrorCode.INVALID_TRANSITION, () -> market.publishing.retire(market.publisher, active.id(), "gone"));

        Listing draft = market.submit(Market.slug(), null);
        refused(ErrorCode.INVALID_TRANSITION, () -> market.publishing.retire(market.publisher, draft.id(), "gone"));
    }

    @Test
    void theSunsetRetires() {
        Listing active = market.active(slug, null);
        market.publishing.deprecate(
                market.publisher, active.id(), "old", market.clock.instant().plus(Duration.ofDays(30)));
        market.clock.advance(Duration.ofDays(29));
        market.work();
        assertThat(market.get(active).state()).isEqualTo(ServiceState.DEPRECATED);

        market.clock.advance(Duration.ofDays(1));
        market.work();
        assertThat(market.get(active).state()).isEqualTo(ServiceState.RETIRED);
        assertThat(market.get(active).stateReason()).contains("sunset").contains("old");
    }
}
