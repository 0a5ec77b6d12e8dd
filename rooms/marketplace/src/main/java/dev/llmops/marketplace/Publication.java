// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.governance.Approvals;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Walks a submitted listing through its steps. Every step is idempotent and its result is written before the next one
 * starts, so that whoever holds the claim next goes on where the last one stopped. A holder that lost its claim writes
 * nothing more.
 */
@Singleton
final class Publication {
    static final String APPROVAL_KIND = "service_publish";
    /** Longer than the longest step: a probe takes 10 s at most. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final int MAX_TRIES = 5;
    private static final Logger LOG = Logger.getLogger(Publication.class);

    private final Database database;
    private final Checks checks;
    private final Activation activation;
    private final Approvals approvals;
    private final Clock clock;

    Publication(Database database, Checks checks, Activation activation, Approvals approvals, Clock clock) {
        this.database = database;
        this.checks = checks;
        this.activation = activation;
        this.approvals = approvals;
        this.clock = clock;
    }

    Optional<Work> claim(PublicationDao.Due due, Instant dueBefore) {
        Caller worker = Caller.system(due.tenant(), "marketplace");
        return database.change(
                worker, (sql, events) -> new PublicationDao(sql).claim(due.id(), dueBefore, now().plus(LEASE)));
    }

    /** Does what is to be done now; never throws. */
    void run(Work work) {
        try {
            boolean _ =
                    switch (work.kind()) {
                        case CHECKS -> check(work) && ask(work);
                        case APPROVAL -> ask(work);
                        case ACTIVATION -> activate(work);
                        case RETIREMENT -> sunset(work);
                    };
        } catch (RuntimeException e) {
            giveUp(work, e);
        }
    }

    /** Runs the checks that have not passed yet; false when one failed or the claim was lost. */
    private boolean check(Work work) {
        List<Step> steps = database.read(work.listing().tenant(), sql -> new PublicationDao(sql)
                .steps(work.listing().id(), work.listing().attempt()));
        for (Step step : steps) {
            if (step.name() == StepName.APPROVAL) {
                break;
            }
            if (step.result() != Step.Result.PASSED && !check(work, step.name())) {
                return false;
            }
        }
        return write(work, (sql, dao, lifecycle, listing) -> {
            lifecycle.move(listing, ServiceState.PENDING_APPROVAL, null);
            PublicationDao publication = new PublicationDao(sql);
            publication.started(listing, StepName.APPROVAL, now());
            publication.next(listing.id(), Work.Kind.APPROVAL);
        });
    }

    private boolean check(Work work, StepName name) {
        Optional<Listing> started = start(work, name);
        if (started.isEmpty()) {
            return false;
        }
        return switch (checked(name, started.get())) {
            case Checks.Outcome.Passed ignored -> passed(work, name, (dao, id) -> {});
            case Checks.Outcome.PassedWithPrice price ->
                passed(work, name, (dao, id) -> dao.modelFound(id, price.provider(), price.model()));
            case Checks.Outcome.PassedWithUpstream upstream ->
                passed(work, name, (dao, id) -> dao.upstreamFound(id, upstream.upstreamId()));
            case Checks.Outcome.Failed failed -> {
                backToDraft(work, name, failed.findings());
                yield false;
            }
        };
    }

    /** Another room's refusal is a finding; its failure is not. */
    private Checks.Outcome checked(StepName name, Listing listing) {
        try {
            return checks.run(name, listing);
        } catch (Problem refusal) {
            if (refusal.code().status() >= 500) {
                throw refusal;
            }
            return new Checks.Outcome.Failed(findings(name, refusal));
        }
    }

    private Optional<Listing> start(Work work, StepName name) {
        return change(work, (sql, events) -> {
            Listing listing = new ListingDao(sql).find(work.listing().id()).orElseThrow();
            new PublicationDao(sql).started(listing, name, now());
            return listing;
        });
    }

    private boolean passed(Work work, StepName name, Learning learning) {
        return write(work, (sql, dao, lifecycle, listing) -> {
            learning.write(dao, listing.id());
            new PublicationDao(sql).ended(listing, name, Step.Result.PASSED, List.of(), now());
        });
    }

    /** Asks for approval. Asked before a crash, the same request is found again. */
    private boolean ask(Work work) {
        Listing listing = work.listing();
        Approvals.Approval approval = approvals.request(
                listing.actor(),
                APPROVAL_KIND,
                listing.id(),
                "Publish " + listing.slug() + " " + listing.version(),
                Stored.write(detail(listing)));
        return write(work, (sql, dao, lifecycle, now) -> {
            dao.approvalAsked(now.id(), approval.id());
            new PublicationDao(sql).done(now.id());
        });
    }

    private static Map<String, @Nullable Object> detail(Listing listing) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("service_id", listing.id());
        detail.put("slug", listing.slug());
        detail.put("version", listing.version());
        detail.put("name", listing.texts().name());
        detail.put("description", listing.texts().description());
        detail.put("category", listing.texts().category());
        detail.put("tags", listing.texts().tags());
        detail.put("model", listing.target().model());
        detail.put("registry_ref", listing.registryRef());
        detail.put("upstream", listing.target().upstream());
        detail.put("upstream_model", listing.target().upstreamModel());
        detail.put("plan", listing.target().plan());
        detail.put("publisher", listing.publisher());
        return detail;
    }

    private boolean activate(Work work) {
        Optional<Listing> started = start(work, StepName.ACTIVATION);
        if (started.isEmpty()) {
            return false;
        }
        List<Violation> findings;
        try {
            findings = activation.publishVersions(started.get());
        } catch (Problem refusal) {
            if (refusal.code().status() >= 500) {
                throw refusal;
            }
            findings = findings(StepName.ACTIVATION, refusal);
        }
        if (!findings.isEmpty()) {
            return backToDraft(work, StepName.ACTIVATION, findings);
        }
        Optional<List<Violation>> late = change(work, (sql, events) -> activation.complete(sql, events, work, now()));
        return late.isPresent() && (late.get().isEmpty() || backToDraft(work, StepName.ACTIVATION, late.get()));
    }

    private boolean sunset(Work work) {
        return write(work, (sql, dao, lifecycle, listing) -> {
            lifecycle.move(listing, ServiceState.RETIRED, "its sunset came: " + listing.stateReason());
            new PublicationDao(sql).done(listing.id());
        });
    }

    private boolean backToDraft(Work work, StepName step, List<Violation> findings) {
        return write(work, (sql, dao, lifecycle, listing) -> {
            PublicationDao publication = new PublicationDao(sql);
            publication.ended(listing, step, Step.Result.FAILED, findings, now());
            lifecycle.move(listing, ServiceState.DRAFT, reason(step, findings));
            publication.done(listing.id());
        });
    }

    private static String reason(StepName step, List<Violation> findings) {
        return "The step " + step.wireName() + " failed: "
                + findings.stream().map(Violation::message).collect(Collectors.joining("; "));
    }

    /** A step that could not be made is tried again, later each time; the fifth time the publisher hears of it. */
    private void giveUp(Work work, RuntimeException cause) {
        LOG.warnf(
                "%s of service %s: try %d failed: %s",
                work.kind(), work.listing().id(), work.tries() + 1, cause);
        try {
            if (work.tries() + 1 < MAX_TRIES || work.kind() == Work.Kind.RETIREMENT) {
                long seconds = 1L << Math.min(work.tries(), 8);
                write(work, (sql, dao, lifecycle, listing) -> new PublicationDao(sql)
                        .postpone(listing.id(), work.tries() + 1, now().plusSeconds(seconds)));
                return;
            }
            List<Step> steps = database.read(work.listing().tenant(), sql -> new PublicationDao(sql)
                    .steps(work.listing().id(), work.listing().attempt()));
            steps.stream()
                    .filter(step -> step.result() == Step.Result.RUNNING)
                    .findFirst()
                    .ifPresent(step -> backToDraft(work, step.name(), List.of(unavailable(step.name()))));
        } catch (RuntimeException e) {
            LOG.warnf(
                    "service %s waits until its lease ends: %s", work.listing().id(), e.getMessage());
        }
    }

    private static Violation unavailable(StepName step) {
        return Violation.of(step.wireName(), "tried " + MAX_TRIES + " times", "an answer; submit again later");
    }

    private static List<Violation> findings(StepName step, Problem refusal) {
        return refusal.violations().isEmpty()
                ? List.of(Violation.of(step.wireName(), refusal.code().code(), refusal.detail()))
                : refusal.violations();
    }

    /** A change that happens only while the claim holds; empty when it was lost. */
    private <T> Optional<T> change(Work work, Database.Change<T> change) {
        return database.change(work.listing().actor(), (sql, events) -> {
            boolean holds = new PublicationDao(sql).holds(work, now().plus(LEASE));
            return holds ? Optional.of(change.with(sql, events)) : Optional.<T>empty();
        });
    }

    private boolean write(Work work, Writing writing) {
        return change(work, (Handle sql, EventLog events) -> {
                    ListingDao dao = new ListingDao(sql);
                    Listing listing = dao.lock(work.listing().id()).orElseThrow();
                    writing.write(sql, dao, new Lifecycle(dao, events, now()), listing);
                    return listing;
                })
                .isPresent();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @FunctionalInterface
    private interface Learning {
        void write(ListingDao dao, String id);
    }

    @FunctionalInterface
    private interface Writing {
        void write(Handle sql, ListingDao dao, Lifecycle lifecycle, Listing listing);
    }
}
