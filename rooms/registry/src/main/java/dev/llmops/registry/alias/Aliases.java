// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.alias;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ETags;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.version.Selector;
import dev.llmops.registry.version.SemVer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Leads aliases to versions. The revision of an alias goes on where it ended when it is removed and made again. */
@Singleton
public final class Aliases {
    /** Of one asset. */
    static final int MAX_ALIASES = 100;

    private static final Set<String> TARGETS = Set.of("published", "deprecated");

    private final Database database;
    private final Clock clock;

    public Aliases(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is asked of an alias. {@code ifMatch} is needed where the alias exists; {@code *} takes any state.
     *
     * @param anyway leads it there whatever its state, for callers whose protocol knows no conditions
     */
    public record Lead(
            String version,
            @Nullable String reason,
            @Nullable String ifMatch,
            boolean anyway) {
        public Lead(String version, @Nullable String reason, @Nullable String ifMatch) {
            this(version, reason, ifMatch, false);
        }

        public static Lead anyway(String version, @Nullable String reason) {
            return new Lead(version, reason, null, true);
        }
    }

    /** Leads it there; where it leads there already nothing is changed. */
    public Alias set(Caller caller, AssetKind kind, String name, String alias, Lead lead) {
        requireName(alias);
        return database.change(caller, (sql, events) -> {
            AliasDao aliases = new AliasDao(sql);
            aliases.lock(caller.tenant().value(), kind, name);
            AliasDao.Target target = target(aliases, kind, name, lead.version());
            Optional<Alias> before = aliases.find(kind, name, alias);
            if (!lead.anyway()) {
                requireState(before, lead.ifMatch());
            }
            if (before.isPresent() && before.get().assetId().equals(target.id())) {
                return before.get();
            }
            if (before.isEmpty() && aliases.list(kind, name).size() >= MAX_ALIASES) {
                throw new Problem(ErrorCode.CONFLICT, name + " has " + MAX_ALIASES + " aliases; remove one first");
            }
            long revision = 1 + aliases.moves(kind, name, alias);
            Alias after = new Alias(kind, name, alias, target.id(), target.version(), revision, now(), caller.name());
            aliases.write(caller.tenant().value(), after);
            String from = before.map(Alias::version).orElse(null);
            record(
                    caller,
                    sql,
                    events,
                    after,
                    new AliasDao.Move("", from, target.version(), lead.reason(), caller.name(), now()));
            return after;
        });
    }

    /** Removes it; its history stays. */
    public void remove(
            Caller caller,
            AssetKind kind,
            String name,
            String alias,
            @Nullable String ifMatch,
            @Nullable String reason) {
        database.change(caller, (sql, events) -> {
            AliasDao aliases = new AliasDao(sql);
            aliases.lock(caller.tenant().value(), kind, name);
            Alias before = aliases.find(kind, name, alias).orElseThrow(() -> missing(alias, name));
            ETags.require(ifMatch, before.revision());
            drop(caller, sql, events, before, reason);
            return before;
        });
    }

    /** Removes it whatever its state; false when it was not there. */
    public boolean removeAnyway(Caller caller, AssetKind kind, String name, String alias, @Nullable String reason) {
        return database.change(caller, (sql, events) -> {
            AliasDao aliases = new AliasDao(sql);
            aliases.lock(caller.tenant().value(), kind, name);
            Optional<Alias> before = aliases.find(kind, name, alias);
            before.ifPresent(found -> drop(caller, sql, events, found, reason));
            return before.isPresent();
        });
    }

    public Alias get(Caller caller, AssetKind kind, String name, String alias) {
        return database.read(caller.tenant(), sql -> new AliasDao(sql).find(kind, name, alias))
                .orElseThrow(() -> missing(alias, name));
    }

    public List<Alias> list(Caller caller, AssetKind kind, String name) {
        return database.read(caller.tenant(), sql -> {
            AliasDao aliases = new AliasDao(sql);
            requireAsset(aliases, kind, name);
            return aliases.list(kind, name);
        });
    }

    Page<AliasDao.Move> history(Caller caller, AssetKind kind, String name, String alias, PageRequest page) {
        return database.read(caller.tenant(), sql -> {
            AliasDao aliases = new AliasDao(sql);
            requireAsset(aliases, kind, name);
            List<AliasDao.Move> moves = aliases.history(kind, name, alias, page.after(), page.fetch());
            if (moves.isEmpty() && page.after() == null) {
                throw missing(alias, name);
            }
            return Page.of(moves, page, AliasDao.Move::id);
        });
    }

    /** The aliases that lead to a version, in an open transaction. */
    public static List<Alias> leadingTo(Handle sql, String assetId) {
        return new AliasDao(sql).leadingTo(assetId);
    }

    /** Removes an alias whose target ends, in the open transaction that ends it. */
    public void removeWithTarget(Caller caller, Handle sql, EventLog events, Alias alias, @Nullable String reason) {
        drop(caller, sql, events, alias, reason);
    }

    private void drop(Caller caller, Handle sql, EventLog events, Alias alias, @Nullable String reason) {
        new AliasDao(sql).delete(alias);
        record(caller, sql, events, alias, new AliasDao.Move("", alias.version(), null, reason, caller.name(), now()));
    }

    private static void record(Caller caller, Handle sql, EventLog events, Alias alias, AliasDao.Move move) {
        new AliasDao(sql).addMove(caller.tenant().value(), alias.kind(), alias.name(), alias.alias(), move);
        events.append(new RegistryEvent.AliasMoved(
                alias.assetId(),
                alias.kind().wireName(),
                alias.name(),
                alias.alias(),
                move.fromVersion(),
                move.toVersion(),
                move.reason()));
    }

    private static AliasDao.Target target(AliasDao aliases, AssetKind kind, String name, String version) {
        Optional<AliasDao.Target> target = SemVer.tryParse(version).isPresent() && storable(name)
                ? aliases.target(kind, name, version)
                : Optional.empty();
        AliasDao.Target found = target.orElseThrow(() -> Problem.invalid(
                "version", version, "a version that " + kind.wireName() + " " + name + " has, such as 1.4.0"));
        if (!TARGETS.contains(found.status())) {
            throw new Problem(
                    ErrorCode.INVALID_TRANSITION,
                    Violation.of(
                            "version",
                            found.version() + " (" + found.status() + ")",
                            "a published or deprecated version; an alias leads to no other"));
        }
        return found;
    }

    private static void requireState(Optional<Alias> before, @Nullable String ifMatch) {
        if (before.isPresent()) {
            ETags.require(ifMatch, before.get().revision());
        } else if (ifMatch != null && !ifMatch.isBlank()) {
            throw new Problem(
                    ErrorCode.PRECONDITION_FAILED, "The alias is not there (any more); leave If-Match out to make it");
        }
    }

    private static void requireAsset(AliasDao aliases, AssetKind kind, String name) {
        if (!storable(name) || !aliases.hasVersions(kind, name)) {
            throw Problem.notFound(
                    "name", name, "the name of a " + kind.wireName() + " that is registered in your organisation");
        }
    }

    private static void requireName(String alias) {
        if (!Selector.Alias.isName(alias)) {
            throw Problem.invalid("alias", alias, Selector.Alias.EXPECTED);
        }
    }

    private static boolean storable(String name) {
        return name.length() <= 255 && SourceTree.isStorable(name);
    }

    private static Problem missing(String alias, String name) {
        return Problem.notFound("alias", alias, "an alias of " + name);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
