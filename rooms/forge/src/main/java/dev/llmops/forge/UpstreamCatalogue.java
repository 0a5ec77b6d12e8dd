// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.ForgeEvent.UpstreamChanged;
import dev.llmops.contracts.forge.ForgeEvent.UpstreamDeleted;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import dev.llmops.platform.web.outbound.AddressCheck;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The upstreams of a tenant: kept, changed, found. */
@Singleton
final class UpstreamCatalogue implements Upstreams {
    private static final int MAX_OF_ALL = 20_000;
    private static final int MAX_PER_TENANT = 1_000;

    private final Database database;
    private final SystemReads systemReads;
    private final Sealer sealer;
    private final AddressCheck addresses;
    private final UpstreamProbe probe;
    private final Clock clock;

    UpstreamCatalogue(
            Database database,
            SystemReads systemReads,
            Sealer sealer,
            AddressCheck addresses,
            UpstreamProbe probe,
            Clock clock) {
        this.database = database;
        this.systemReads = systemReads;
        this.sealer = sealer;
        this.addresses = addresses;
        this.probe = probe;
        this.clock = clock;
    }

    @Override
    public Optional<Upstream> find(Caller caller, String name) {
        return database.read(caller.tenant(), sql -> new UpstreamDao(sql).findByName(name));
    }

    @Override
    public Optional<Upstream> byId(Caller caller, String id) {
        return database.read(caller.tenant(), sql -> new UpstreamDao(sql).find(id));
    }

    @Override
    public List<Upstream> all() {
        return systemReads.read(sql -> new UpstreamDao(sql).all(MAX_OF_ALL));
    }

    @Override
    public Upstream register(Caller caller, Registration registration) {
        UpstreamForm form = checked(registration);
        Upstream fresh = fresh(caller, form, registration.credential());
        return database.change(caller, (sql, events) -> {
            UpstreamDao upstreams = new UpstreamDao(sql);
            if (insert(upstreams, fresh)) {
                events.append(new UpstreamChanged(fresh.id(), fresh.name(), fresh.revision()));
                return fresh;
            }
            return upstreams
                    .findByName(form.name())
                    .filter(known -> form.equals(formOf(known)) && sameCredential(known, registration.credential()))
                    .orElseThrow(() -> UpstreamDao.nameTaken(form.name()));
        });
    }

    @Override
    public Probe probe(Caller caller, String upstreamId, String upstreamModel) {
        return probe.probe(get(caller.tenant(), upstreamId), upstreamModel);
    }

    Upstream create(Caller caller, Registration registration) {
        Upstream fresh = fresh(caller, checked(registration), registration.credential());
        return database.change(caller, (sql, events) -> {
            if (!insert(new UpstreamDao(sql), fresh)) {
                throw UpstreamDao.nameTaken(fresh.name());
            }
            events.append(new UpstreamChanged(fresh.id(), fresh.name(), fresh.revision()));
            return fresh;
        });
    }

    Upstream get(TenantId tenant, String id) {
        return database.read(tenant, sql -> new UpstreamDao(sql).find(id)).orElseThrow(() -> unknown(id));
    }

    Page<Upstream> list(TenantId tenant, PageRequest page) {
        return Page.of(database.read(tenant, sql -> new UpstreamDao(sql).list(page)), page, Upstream::id);
    }

    /**
     * Changes what the patch names.
     *
     * @param revision called with the revision found, to refuse another than the caller read
     */
    Upstream change(Caller caller, String id, UpstreamPatch patch, Consumer<Long> revision) {
        // The address is looked up before the transaction; which endpoint it is, is known only from the row.
        Registration asked = patch.on(get(caller.tenant(), id));
        UpstreamForm form = checked(asked);
        return database.change(caller, (sql, events) -> {
            UpstreamDao upstreams = new UpstreamDao(sql);
            Upstream known = upstreams.lock(id).orElseThrow(() -> unknown(id));
            revision.accept(known.revision());
            UpstreamForm now = UpstreamForm.of(patch.on(known));
            if (!now.equals(form)) {
                throw new Problem(ErrorCode.CONFLICT, "The upstream was changed at the same moment; try again");
            }
            Upstream changed = changed(known, form, credential(known, form, patch));
            if (changed.equals(known)) {
                return known;
            }
            Upstream raised = withRevision(changed, known.revision() + 1, clock.instant());
            upstreams.update(raised);
            events.append(new UpstreamChanged(id, raised.name(), raised.revision()));
            return raised;
        });
    }

    /** Deletes it; deleting again changes nothing. Services that point at it answer that they have no upstream. */
    void delete(Caller caller, String id) {
        database.change(caller, (sql, events) -> {
            UpstreamDao upstreams = new UpstreamDao(sql);
            Optional<Upstream> known = upstreams.lock(id);
            if (known.isPresent() && upstreams.delete(id, clock.instant())) {
                events.append(new UpstreamDeleted(id, known.get().name()));
            } else if (!upstreams.wasDeleted(id)) {
                throw unknown(id);
            }
            return id;
        });
    }

    private UpstreamForm checked(Registration registration) {
        UpstreamForm form = UpstreamForm.of(registration);
        Endpoint endpoint = form.endpoint();
        if (endpoint != null) {
            addresses.check("base_url", endpoint.baseUrl(), endpoint.host());
        }
        return form;
    }

    private static boolean insert(UpstreamDao upstreams, Upstream fresh) {
        if (upstreams.count(MAX_PER_TENANT) >= MAX_PER_TENANT) {
            throw new Problem(
                    ErrorCode.CONFLICT,
                    "There are " + MAX_PER_TENANT + " upstreams already, the most there can be; delete one first");
        }
        return upstreams.insert(fresh);
    }

    private Upstream fresh(Caller caller, UpstreamForm form, @Nullable String credential) {
        String id = Ulids.next();
        Instant now = clock.instant();
        String sealed = credential == null ? null : sealer.seal(credential, Credentials.context(id));
        return new Upstream(
                id,
                caller.tenant(),
                form.name(),
                form.kind(),
                form.baseUrl(),
                sealed,
                form.timeoutMillis(),
                form.latencyMillis(),
                form.tokenDelayMillis(),
                1,
                now,
                now);
    }

    /**
     * The credential after the change, sealed. One who may change an upstream may not learn its credential: it does not
     * follow to another endpoint by itself.
     */
    private @Nullable String credential(Upstream known, UpstreamForm form, UpstreamPatch patch) {
        String given = patch.credential();
        if (given != null) {
            boolean same = !given.isEmpty() && sameCredential(known, given);
            return given.isEmpty()
                    ? null
                    : same ? known.sealedCredential() : sealer.seal(given, Credentials.context(known.id()));
        }
        Endpoint before = formOf(known).endpoint();
        Endpoint after = form.endpoint();
        boolean moved = after != null && (before == null || !before.sameServer(after));
        if (known.sealedCredential() != null && moved) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    Violation.of("credential", null, "the credential again, because base_url names another server"));
        }
        return after == null ? null : known.sealedCredential();
    }

    private boolean sameCredential(Upstream known, @Nullable String credential) {
        String sealed = known.sealedCredential();
        if (sealed == null || credential == null) {
            return sealed == null && credential == null;
        }
        byte[] opened = sealer.open(sealed, Credentials.context(known.id())).getBytes(UTF_8);
        return MessageDigest.isEqual(opened, credential.getBytes(UTF_8));
    }

    private static UpstreamForm formOf(Upstream upstream) {
        return new UpstreamForm(
                upstream.name(),
                upstream.kind(),
                upstream.baseUrl(),
                upstream.timeoutMillis(),
                upstream.latencyMillis(),
                upstream.tokenDelayMillis());
    }

    private static Upstream changed(Upstream known, UpstreamForm form, @Nullable String sealedCredential) {
        return new Upstream(
                known.id(),
                known.tenant(),
                form.name(),
                form.kind(),
                form.baseUrl(),
                sealedCredential,
                form.timeoutMillis(),
                form.latencyMillis(),
                form.tokenDelayMillis(),
                known.revision(),
                known.createdAt(),
                known.updatedAt());
    }

    private static Upstream withRevision(Upstream of, long revision, Instant updatedAt) {
        return new Upstream(
                of.id(),
                of.tenant(),
                of.name(),
                of.kind(),
                of.baseUrl(),
                of.sealedCredential(),
                of.timeoutMillis(),
                of.latencyMillis(),
                of.tokenDelayMillis(),
                revision,
                of.createdAt(),
                updatedAt);
    }

    private static Problem unknown(String id) {
        return Problem.notFound("upstream", id, "the id of an upstream of your organisation");
    }
}
