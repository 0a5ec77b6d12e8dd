// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.governance.Approvals;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.kits.postgres.TenantIsolation;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublicationTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("marketplace"));

    private final Market market = new Market(POSTGRES);
    private final String slug = Market.slug();

    private List<String> results(Listing listing) {
        return market.steps(listing).stream()
                .map(step -> step.name().wireName() + " " + step.result().wireName())
                .toList();
    }

    private Listing failing(String model, String upstream, Plan plan) {
        Listing listing = market.publishing.create(
                market.publisher,
                slug,
                null,
                Market.texts("A name", "A text"),
                new Listing.Target(model, upstream, "sim-1", plan));
        market.work();
        return market.get(listing);
    }

    @Test
    void aServiceIsPublishedStepByStep() {
        Listing submitted = market.submit(slug, null);
        assertThat(submitted.state()).isEqualTo(ServiceState.VALIDATING);
        assertThat(submitted.version()).isEqualTo("1.0.0");
        assertThat(results(submitted))
                .allMatch(step -> step.endsWith(" pending"))
                .hasSize(8);

        market.work();
        Listing waiting = market.get(submitted);
        assertThat(waiting.state()).isEqualTo(ServiceState.PENDING_APPROVAL);
        Approvals.Approval asked = market.approvals.open.get(submitted.id());
        assertThat(asked).isNotNull();
        assertThat(waiting.approvalId()).isEqualTo(asked.id());
        assertThat(asked.requestedBy()).isEqualTo(market.publisher.principalId());
        assertThat(asked.detail()).contains(slug, "\"requests_per_month\":10000");
        assertThat(results(submitted))
                .containsExactly(
                        "authorise passed",
                        "schema passed",
                        "consistency passed",
                        "registry passed",
                        "upstream passed",
                        "probe passed",
                        "approval running",
                        "activation pending");
        assertThat(market.registry.status(market.publisher, AssetKind.SERVICE, slug + "@1.0.0"))
                .isEqualTo(AssetStatus.DRAFT);

        market.decide(submitted, "approved", null);
        market.work();
        Listing active = market.get(submitted);
        assertThat(active.state()).isEqualTo(ServiceState.ACTIVE);
        assertThat(active.current()).isTrue();
        assertThat(active.publishedAt()).isEqualTo(market.clock.instant());
        assertThat(active.priceProvider()).isEqualTo("openai");
        assertThat(active.priceModel()).isEqualTo("gpt-x");
        assertThat(results(submitted)).allMatch(step -> step.endsWith(" passed"));
        assertThat(market.registry.status(market.publisher, AssetKind.SERVICE, slug + "@1.0.0"))
                .isEqualTo(AssetStatus.PUBLISHED);
        assertThat(market.events(submitted.id()))
                .extracting(event -> event.field("from") + ">" + event.field("to"))
                .containsExactly(">", "validating>pending_approval", "pending_approval>active");
    }

    @Test
    void aDraftModelIsPublishedWithItsService() {
        market.registry.model(market.publisher, "fresh", AssetStatus.DRAFT);
        Listing listing = failing("fresh@1.0.0", "simulator", Plan.METERED);
        assertThat(market.registry.status(market.publisher, AssetKind.MODEL, "fresh@1.0.0"))
                .isEqualTo(AssetStatus.DRAFT);

        market.decide(listing, "approved", null);
        market.work();

        assertThat(market.get(listing).state()).isEqualTo(ServiceState.ACTIVE);
        assertThat(market.registry.status(market.publisher, AssetKind.MODEL, "fresh@1.0.0"))
                .isEqualTo(AssetStatus.PUBLISHED);
    }

    @Test
    void aFailedProbeLeadsBackToADraftWithItsFindings() {
        Listing draft = failing("large@1.0.0", "broken", Plan.METERED);

        assertThat(draft.state()).isEqualTo(ServiceState.DRAFT);
        assertThat(draft.stateReason()).contains("probe").contains("http://127.0.0.1:1");
        assertThat(market.step(draft, StepName.PROBE).findings()).isEqualTo(UpstreamsFake.FAILS.findings());
        assertThat(results(draft)).endsWith("probe failed", "approval skipped", "activation skipped");
        assertThat(market.approvals.open).doesNotContainKey(draft.id());
    }

    @Test
    void everyFaultIsFoundInItsStep() {
        Listing noUpstream = failing("large@1.0.0", "nowhere", Plan.METERED);
        assertThat(market.step(noUpstream, StepName.UPSTREAM).findings())
                .extracting(Violation::field, Violation::value)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("upstream", "nowhere"));
    }

    @Test
    void anUnknownModelAndASillyPlanAreFoundTogether() {
        Listing draft = failing("nothing@9.9.9", "simulator", new Plan("tiny", 10L, 100L, 600, 100, 500L));

        assertThat(market.step(draft, StepName.CONSISTENCY).findings())
                .extracting(Violation::field)
                .containsExactlyInAnyOrder("plan.burst", "plan.tokens_per_minute", "model");
        assertThat(market.registry.applied).hasValue(0);
    }

    @Test
    void aRetiredModelIsNotPublishedAnew() {
        market.registry.model(market.publisher, "old", AssetStatus.RETIRED);
        assertThat(failing("old@1.0.0", "simulator", Plan.METERED).state()).isEqualTo(ServiceState.DRAFT);
    }

    @Test
    void aCorrectedDraftIsSubmittedAgain() {
        Listing draft = failing("large@1.0.0", "broken", Plan.METERED);
        ListingPatch patch = new ListingPatch(null, null, null, null, null, "simulator", null, null);
        market.publishing.edit(market.publisher, draft.id(), patch, "\"" + draft.revision() + "\"");
        Listing again = market.publishing.submit(market.publisher, draft.id());
        assertThat(again.state()).isEqualTo(ServiceState.VALIDATING);
        assertThat(again.attempt()).isEqualTo(2);

        market.work();

        assertThat(market.get(draft).state()).isEqualTo(ServiceState.PENDING_APPROVAL);
        assertThat(market.step(draft, StepName.PROBE).findings()).isEmpty();
    }

    @Test
    void aRejectionLeadsBackToADraftWithItsReason() {
        Listing listing = market.submit(slug, null);
        market.work();
        Approvals.Approval asked = market.approvals.open.get(listing.id());
        market.decide(listing, "rejected", "the plan is too generous");

        Listing draft = market.get(listing);
        assertThat(draft.state()).isEqualTo(ServiceState.DRAFT);
        assertThat(draft.stateReason()).isEqualTo("the plan is too generous");
        assertThat(results(draft)).endsWith("approval failed", "activation skipped");

        // Delivered once more after the next submission, the old decision must not touch it.
        market.publishing.submit(market.publisher, listing.id());
        market.work();
        assertThat(asked).isNotNull();
        market.follower.handle(List.of(ApprovalsFake.decided(asked, "rejected", "again")));
        assertThat(market.get(listing).state()).isEqualTo(ServiceState.PENDING_APPROVAL);
        market.decide(listing, "approved", null);
        market.work();
        assertThat(market.get(listing).state()).isEqualTo(ServiceState.ACTIVE);
    }

    @Test
    void anExpiredApprovalLeadsBackToADraft() {
        Listing listing = market.submit(slug, null);
        market.work();
        market.decide(listing, "expired", "nobody decided within 7 days");

        assertThat(market.get(listing).state()).isEqualTo(ServiceState.DRAFT);
        assertThat(market.get(listing).stateReason()).contains("7 days");
    }

    @Test
    void aDecisionQuickerThanOurNoteOfTheRequestCounts() {
        Listing listing = market.submit(slug, null);
        market.approvals.failures.set(1);
        market.work();
        assertThat(market.get(listing).approvalId()).isNull();
        Approvals.Approval asked =
                market.approvals.request(listing.actor(), Publication.APPROVAL_KIND, listing.id(), "t", "{}");
        market.decide(listing, "approved", null);
        market.work();

        assertThat(market.get(listing).state()).isEqualTo(ServiceState.ACTIVE);
        assertThat(market.get(listing).approvalId()).isEqualTo(asked.id());
    }

    @Test
    void anActivationThatTheRegistryRefusesLeadsBackAndUnpublishesNothing() {
        market.registry.model(market.publisher, "fresh", AssetStatus.DRAFT);
        Listing listing = failing("fresh@1.0.0", "simulator", Plan.METERED);
        market.registry.refusals.put(slug, new Problem(ErrorCode.INVALID_TRANSITION, "it was withdrawn"));
        market.decide(listing, "approved", null);
        market.work();

        Listing draft = market.get(listing);
        assertThat(draft.state()).isEqualTo(ServiceState.DRAFT);
        assertThat(draft.stateReason()).contains("it was withdrawn");
        assertThat(results(draft)).endsWith("approval passed", "activation failed");
        assertThat(market.registry.status(market.publisher, AssetKind.MODEL, "fresh@1.0.0"))
                .isEqualTo(AssetStatus.PUBLISHED);

        market.registry.refusals.clear();
        market.publishing.submit(market.publisher, listing.id());
        market.work();
        market.decide(listing, "approved", null);
        market.work();
        assertThat(market.get(listing).state()).isEqualTo(ServiceState.ACTIVE);
    }

    @Test
    void whatAnotherRoomCannotAnswerNowIsTriedAgain() {
        Listing listing = market.submit(slug, null);
        market.approvals.failures.set(2);
        market.work();
        assertThat(market.approvals.open).doesNotContainKey(listing.id());

        market.clock.advance(Duration.ofSeconds(1));
        market.work();
        market.clock.advance(Duration.ofSeconds(2));
        market.work();
        assertThat(market.approvals.open).containsKey(listing.id());
    }

    @Test
    void whatNobodyAnswersAfterFiveTriesGoesBackToThePublisher() {
        Listing listing = market.submit(slug, null);
        market.approvals.failures.set(100);
        for (int i = 0; i < 5; i++) {
            market.work();
            market.clock.advance(Duration.ofMinutes(1));
        }

        assertThat(market.get(listing).state()).isEqualTo(ServiceState.DRAFT);
        assertThat(results(listing)).endsWith("approval failed", "activation skipped");
    }

    @Test
    void anotherProcessGoesOnWhereOneDied() {
        UpstreamsFake deadly = new UpstreamsFake().with("simulator", () -> {
            throw new Killed();
        });
        Listing listing = market.submit(slug, null);
        try {
            market.work(market.publication(deadly));
        } catch (Killed e) {
            assertThat(market.step(listing, StepName.PROBE).result()).isEqualTo(Step.Result.RUNNING);
        }
        market.work();
        assertThat(market.get(listing).state()).as("the lease holds").isEqualTo(ServiceState.VALIDATING);

        market.clock.advance(Publication.LEASE);
        market.work();

        assertThat(market.get(listing).state()).isEqualTo(ServiceState.PENDING_APPROVAL);
        assertThat(market.registry.applied).as("what passed is not repeated").hasValue(1);
    }

    @Test
    void aStartingProcessTakesOverAndTheOldClaimIsVoid() {
        CountDownLatch inProbe = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        UpstreamsFake slow = new UpstreamsFake().with("simulator", () -> {
            inProbe.countDown();
            awaitLatch(goOn);
            return UpstreamsFake.FAILS;
        });
        PublicationWorker old = new PublicationWorker(POSTGRES.systemReads(), market.publication(slow), market.clock);
        PublicationWorker fresh = new PublicationWorker(POSTGRES.systemReads(), market.publication, market.clock);
        try {
            Listing listing = market.submit(slug, null);
            old.start();
            awaitLatch(inProbe);

            fresh.start();
            Market.await(() -> market.get(listing).approvalId() != null);
            goOn.countDown();
            old.stop();

            assertThat(market.get(listing).state()).isEqualTo(ServiceState.PENDING_APPROVAL);
            assertThat(market.step(listing, StepName.PROBE).result()).isEqualTo(Step.Result.PASSED);
        } finally {
            goOn.countDown();
            old.stop();
            fresh.stop();
        }
    }

    @Test
    void theWorkerPublishesWithoutBeingAsked() {
        market.worker.start();
        try {
            Listing listing = market.submit(slug, null);
            Market.await(() -> market.get(listing).approvalId() != null);
            market.decide(listing, "approved", null);
            Market.await(() -> market.get(listing).state() == ServiceState.ACTIVE);
        } finally {
            market.worker.stop();
        }
    }

    @Test
    void anAssetOfTheRegistryIsListed() {
        market.registry.put(market.publisher, AssetKind.SERVICE, "support", "2.3.0", AssetStatus.DRAFT, """
                {"model":"large@1.0.0","upstream":"simulator","upstream_model":"sim-1","category":"chat",
                 "plan":{"name":"small","requests_per_month":50,"burst":5},"readme":"# Hello"}""");
        Listing listing = market.publishing.createFrom(market.publisher, slug, "support@2.3.0");
        assertThat(listing.version()).isEqualTo("2.3.0");
        assertThat(listing.registryRef()).isEqualTo("support@2.3.0");
        assertThat(listing.target().plan()).isEqualTo(new Plan("small", 50L, null, 600, 5, null));
        market.work();
        market.decide(listing, "approved", null);
        market.work();

        assertThat(market.get(listing).state()).isEqualTo(ServiceState.ACTIVE);
        assertThat(market.registry.applied).hasValue(0);
        assertThat(market.registry.status(market.publisher, AssetKind.SERVICE, "support@2.3.0"))
                .isEqualTo(AssetStatus.PUBLISHED);
    }

    @Test
    void twoOrganisationsShareNothing() {
        Market other = new Market(POSTGRES);
        Caller stranger = PostgresKit.caller(POSTGRES.otherTenant(), Role.PUBLISHER);
        other.registry.model(stranger, "large", AssetStatus.PUBLISHED);
        Listing ours = market.active(slug, null);
        Listing theirs = other.active(stranger, slug, null, Market.texts("Theirs", "Theirs"));

        assertThat(theirs.state()).isEqualTo(ServiceState.ACTIVE);
        assertThat(other.catalogue.get(stranger, slug).id()).isEqualTo(theirs.id());
        assertThat(market.catalogue.get(market.publisher, slug).id()).isEqualTo(ours.id());
        Refusals.refused(ErrorCode.NOT_FOUND, () -> other.catalogue.get(stranger, ours.id()));
        Refusals.refused(ErrorCode.NOT_FOUND, () -> other.publishing.retire(stranger, ours.id(), "mine now"));
    }

    @Test
    void everyTableIsClosed() {
        try (Handle sql = POSTGRES.owner().open()) {
            assertThat(TenantIsolation.unprotectedTables(sql)).isEmpty();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As good as a kill: nothing is written after it. */
    private static final class Killed extends Error {}
}
