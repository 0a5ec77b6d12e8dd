// SPDX-License-Identifier: Apache-2.0
package dev.llmops.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.governance.ApprovalEvent;
import dev.llmops.contracts.governance.Approvals.Approval;
import dev.llmops.contracts.governance.Approvals.State;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.kits.postgres.TenantIsolation;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApprovalQueueTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("governance"));

    private final MutableClock clock = MutableClock.atNoon();
    private final ApprovalQueue queue = new ApprovalQueue(POSTGRES.database(), clock);
    private final Caller publisher = POSTGRES.user(Role.PUBLISHER);
    private final Caller approver = POSTGRES.user(Role.APPROVER);
    private final String subject = Ulids.next();

    private Approval ask() {
        return queue.request(publisher, "service_publish", subject, "Publish chat 1.0.0", "{\"slug\": \"chat\"}");
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }

    private static List<ApprovalEvent.ApprovalDecided> decisions(String approvalId) {
        return POSTGRES.events().stream()
                .filter(event -> event.type().equals(ApprovalEvent.ApprovalDecided.TYPE))
                .filter(event -> event.subject().equals(approvalId))
                .map(event -> POSTGRES.eventData().read(event, ApprovalEvent.ApprovalDecided.class))
                .toList();
    }

    @Test
    void aRequestIsPendingForSevenDays() {
        Approval asked = ask();

        assertThat(asked.state()).isEqualTo(State.PENDING);
        assertThat(asked.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
        assertThat(queue.find(POSTGRES.tenant(), asked.id())).contains(asked);
        assertThat(POSTGRES.events())
                .filteredOn(event -> event.subject().equals(asked.id()))
                .extracting(Event::type)
                .containsExactly("governance.approval.requested");
    }

    @Test
    void askingAgainReturnsTheOpenRequest() {
        assertThat(ask()).isEqualTo(ask());
    }

    @Test
    void anApprovalTellsTheAskingRoomWhoDecidedWhat() {
        Approval approved = queue.approve(approver, ask().id(), "fine");

        assertThat(approved.state()).isEqualTo(State.APPROVED);
        assertThat(approved.decidedAt()).isEqualTo(clock.instant());
        assertThat(decisions(approved.id()))
                .containsExactly(new ApprovalEvent.ApprovalDecided(
                        approved.id(),
                        "service_publish",
                        subject,
                        "approved",
                        approver.principalId(),
                        approver.name(),
                        "fine"));
    }

    @Test
    void nobodyDecidesTheirOwnRequest() {
        Caller both = POSTGRES.admin();
        Approval own = queue.request(both, "service_publish", subject, "Publish chat 1.0.0", "{}");

        refused(ErrorCode.SELF_APPROVAL, () -> queue.approve(both, own.id(), null));
        refused(ErrorCode.SELF_APPROVAL, () -> queue.reject(both, own.id(), "no"));
        assertThat(queue.get(POSTGRES.tenant(), own.id()).state()).isEqualTo(State.PENDING);
        assertThat(decisions(own.id())).isEmpty();
    }

    @Test
    void aRejectionNeedsAReason() {
        Approval asked = ask();

        refused(ErrorCode.VALIDATION_FAILED, () -> queue.reject(approver, asked.id(), null));
        refused(ErrorCode.VALIDATION_FAILED, () -> queue.reject(approver, asked.id(), "  "));
        refused(ErrorCode.VALIDATION_FAILED, () -> queue.reject(approver, asked.id(), "x".repeat(1_001)));
        assertThat(queue.reject(approver, asked.id(), "the plan is too generous")
                        .reason())
                .isEqualTo("the plan is too generous");
    }

    @Test
    void aDecisionIsFinal() {
        Approval asked = ask();
        queue.reject(approver, asked.id(), "no");

        refused(ErrorCode.INVALID_TRANSITION, () -> queue.approve(approver, asked.id(), null));
        refused(ErrorCode.INVALID_TRANSITION, () -> queue.reject(approver, asked.id(), "no"));
        assertThat(decisions(asked.id())).hasSize(1);
    }

    @Test
    void ofManyDecidersAtOnceOneDecides() throws InterruptedException {
        Approval asked = ask();
        List<Callable<Approval>> deciders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Caller decider = POSTGRES.user(Role.APPROVER);
            boolean approves = i % 2 == 0;
            deciders.add(() ->
                    approves ? queue.approve(decider, asked.id(), null) : queue.reject(decider, asked.id(), "no"));
        }

        List<Approval> decided = new ArrayList<>();
        for (Future<Approval> outcome : all(deciders)) {
            try {
                decided.add(outcome.get());
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.INVALID_TRANSITION));
            }
        }
        assertThat(decided).hasSize(1);
        assertThat(queue.get(POSTGRES.tenant(), asked.id())).isEqualTo(decided.getFirst());
        assertThat(decisions(asked.id())).hasSize(1);
    }

    @Test
    void ofManyRequestsAtOnceOneIsOpen() throws InterruptedException, ExecutionException {
        List<Callable<Approval>> askers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            askers.add(this::ask);
        }

        Set<String> ids = new HashSet<>();
        for (Future<Approval> asked : all(askers)) {
            ids.add(asked.get().id());
        }
        assertThat(ids).hasSize(1);
    }

    private static <T> List<Future<T>> all(List<Callable<T>> calls) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls);
        }
    }

    @Test
    void aLateDecisionIsRefusedAndTheRequestExpires() {
        Approval asked = ask();
        clock.advance(Duration.ofDays(7));

        refused(ErrorCode.APPROVAL_EXPIRED, () -> queue.approve(approver, asked.id(), null));
        refused(ErrorCode.APPROVAL_EXPIRED, () -> queue.approve(approver, asked.id(), null));
        assertThat(decisions(asked.id())).hasSize(1).allSatisfy(decision -> {
            assertThat(decision.state()).isEqualTo("expired");
            assertThat(decision.decidedBy()).isNull();
        });
    }

    @Test
    void whoeverLooksSeesNoOverdueRequestAsOpen() {
        Approval asked = ask();
        clock.advance(Duration.ofDays(7));

        assertThat(queue.list(POSTGRES.tenant(), State.PENDING, null, PageRequest.of(200, null))
                        .items())
                .extracting(Approval::id)
                .doesNotContain(asked.id());
        assertThat(queue.get(POSTGRES.tenant(), asked.id()).state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void anOverdueRequestMakesRoomForANewOne() {
        Approval old = ask();
        clock.advance(Duration.ofDays(8));
        Approval fresh = ask();

        assertThat(fresh.id()).isNotEqualTo(old.id());
        assertThat(fresh.state()).isEqualTo(State.PENDING);
        assertThat(queue.get(POSTGRES.tenant(), old.id()).state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void thePassExpiresWhatNobodyLooksAt() {
        Approval asked = ask();
        clock.advance(Duration.ofDays(7));

        new ApprovalExpiry(queue, POSTGRES.systemReads(), clock).pass();

        assertThat(decisions(asked.id()))
                .extracting(ApprovalEvent.ApprovalDecided::state)
                .containsExactly("expired");
    }

    @Test
    void aWithdrawnRequestCannotBeDecided() {
        Approval asked = ask();
        queue.withdraw(publisher, "service_publish", subject);
        queue.withdraw(publisher, "service_publish", subject);

        refused(ErrorCode.INVALID_TRANSITION, () -> queue.approve(approver, asked.id(), null));
        assertThat(decisions(asked.id()))
                .extracting(ApprovalEvent.ApprovalDecided::state)
                .containsExactly("cancelled");
    }

    @Test
    void pagesOfTheQueueHoldEveryRequestOnce() {
        String kind = "kind_" + subject;
        Set<String> asked = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            asked.add(queue.request(publisher, kind, subject + i, "Publish " + i, "{}")
                    .id());
        }
        List<String> seen = new ArrayList<>();
        PageRequest request = PageRequest.of(3, null);
        while (true) {
            Page<Approval> page = queue.list(POSTGRES.tenant(), State.PENDING, kind, request);
            page.items().forEach(approval -> seen.add(approval.id()));
            if (page.nextCursor() == null) {
                break;
            }
            request = PageRequest.of(3, page.nextCursor());
        }
        assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(asked);
    }

    @Test
    void anotherOrganisationSeesNothing() {
        Approval asked = ask();
        Caller stranger = POSTGRES.otherAdmin();

        assertThat(queue.find(POSTGRES.otherTenant(), asked.id())).isEmpty();
        refused(ErrorCode.NOT_FOUND, () -> queue.approve(stranger, asked.id(), null));
        queue.withdraw(stranger, "service_publish", subject);
        assertThat(queue.get(POSTGRES.tenant(), asked.id()).state()).isEqualTo(State.PENDING);
        assertThat(queue.list(POSTGRES.otherTenant(), null, null, PageRequest.of(200, null))
                        .items())
                .isEmpty();
    }

    @Test
    void everyTableIsClosed() {
        try (Handle sql = POSTGRES.owner().open()) {
            assertThat(TenantIsolation.unprotectedTables(sql)).isEmpty();
        }
    }
}
