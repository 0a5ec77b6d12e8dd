// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.gateway.QuotaUse;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.Event;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The room on a kit's database, with the doors of the others as fakes; work runs when the test says so. */
final class Market {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    static final QuotaUse.Use USE =
            new QuotaUse.Use(4, 900_001, Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"));

    final PostgresKit postgres;
    final MutableClock clock = MutableClock.atNoon();
    final RegistryFake registry = new RegistryFake();
    final UpstreamsFake upstreams =
            new UpstreamsFake().with("simulator", () -> UpstreamsFake.PASSES).with("broken", () -> UpstreamsFake.FAILS);
    final ApprovalsFake approvals = new ApprovalsFake();
    final KeysFake keys = new KeysFake(clock);
    final Publication publication;
    final PublicationWorker worker;
    final EventFollower follower;
    final Publishing publishing;
    final Catalogue catalogue;
    final Subscriptions subscriptions;
    final OfferReader offers;
    final Caller publisher;

    Market(PostgresKit postgres) {
        this.postgres = postgres;
        publication = publication(upstreams);
        worker = new PublicationWorker(postgres.systemReads(), publication, clock);
        follower = new EventFollower(postgres.database(), worker, keys, clock);
        publishing = new Publishing(postgres.database(), registry, worker, clock);
        catalogue = new Catalogue(postgres.database());
        subscriptions = new Subscriptions(postgres.database(), keys, id -> USE, clock);
        offers = new OfferReader(postgres.systemReads());
        publisher = postgres.user(Role.PUBLISHER);
        registry.model(publisher, "large", AssetStatus.PUBLISHED);
    }

    /** Another process on the same database, with upstreams of its own. */
    Publication publication(UpstreamsFake itsUpstreams) {
        return new Publication(
                postgres.database(),
                new Checks(postgres.database(), registry, itsUpstreams),
                new Activation(postgres.database(), registry),
                approvals,
                clock);
    }

    static String slug() {
        return "service-" + NUMBER.incrementAndGet();
    }

    static Listing.Texts texts(String name, String description, String... tags) {
        return new Listing.Texts(name, description, "", "chat", List.of(tags));
    }

    static Listing.Target target() {
        return target("simulator");
    }

    static Listing.Target target(String upstream) {
        return new Listing.Target("large@1.0.0", upstream, "sim-1", Plan.METERED);
    }

    Listing submit(String slug, @Nullable String version) {
        return publishing.create(publisher, slug, version, texts(slug, "Talks to people"), target());
    }

    /** A listing that everybody may call. */
    Listing active(String slug, @Nullable String version) {
        return active(publisher, slug, version, texts(slug, "Talks to people"));
    }

    Listing active(Caller owner, String slug, @Nullable String version, Listing.Texts texts) {
        Listing listing = publishing.create(owner, slug, version, texts, target());
        work();
        decide(listing, "approved", null);
        work();
        return get(listing);
    }

    void decide(Listing listing, String state, @Nullable String reason) {
        Event event = approvals.decide(listing.id(), state, reason);
        follower.handle(List.of(event));
    }

    Listing get(Listing listing) {
        return catalogue.get(Caller.system(listing.tenant(), "test"), listing.id());
    }

    List<Step> steps(Listing listing) {
        return catalogue
                .status(Caller.system(listing.tenant(), "test"), listing.id())
                .steps();
    }

    Step step(Listing listing, StepName name) {
        return steps(listing).stream()
                .filter(step -> step.name() == name)
                .findFirst()
                .orElseThrow();
    }

    /** Does everything that is due now, in this thread. */
    void work() {
        work(publication);
    }

    void work(Publication process) {
        Instant now = clock.instant();
        List<PublicationDao.Due> all;
        do {
            all = postgres.systemReads().read(sql -> new PublicationDao(sql).due(now, 1_000));
            for (PublicationDao.Due due : all) {
                process.claim(due, now).ifPresent(process::run);
            }
        } while (!all.isEmpty());
    }

    /** What the log says about a subject, oldest first, with the record's own fields. */
    List<Logged> events(String subject) {
        try (Handle sql = postgres.owner().open()) {
            return sql.createQuery("""
                            SELECT type, data::text AS data FROM platform.event_log
                            WHERE subject = :subject ORDER BY xid, sequence LIMIT 1000""")
                    .bind("subject", subject)
                    .map((row, context) -> new Logged(row.getString("type"), Stored.tree(row.getString("data"))))
                    .list();
        }
    }

    record Logged(String type, JsonNode data) {
        String field(String name) {
            return data.path(name).asText();
        }
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within 20 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
