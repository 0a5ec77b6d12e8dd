// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.version.Selector;
import dev.llmops.registry.version.SemVer;
import dev.llmops.registry.version.VersionRange;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads versions. */
@Singleton
final class AssetCatalogue {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,254}");

    /** Of one asset within the bounds of a range; lower ones are not looked at. */
    private static final int MAX_CHOICES = 10_000;

    private final Database database;

    AssetCatalogue(Database database) {
        this.database = database;
    }

    Asset get(Caller caller, String id) {
        return database.read(caller.tenant(), sql -> required(new AssetDao(sql), id, AssetDao.Hold.NOT));
    }

    Optional<Asset> findById(Caller caller, String id) {
        return Ulids.isUlid(id)
                ? database.read(
                        caller.tenant(), sql -> new AssetDao(sql).find(id.toUpperCase(Locale.ROOT), AssetDao.Hold.NOT))
                : Optional.empty();
    }

    /** Empty also when name or version could be of no asset. */
    Optional<Asset> find(Caller caller, AssetRef ref) {
        if (!NAME.matcher(ref.name()).matches()) {
            return Optional.empty();
        }
        return Selector.tryParse(ref.version())
                .flatMap(selector -> database.read(
                        caller.tenant(), sql -> select(new AssetDao(sql), ref.kind(), ref.name(), selector)));
    }

    /** The same, but a selector that is none is refused. */
    Optional<Asset> resolve(Caller caller, AssetRef ref) {
        Selector.parse("version", ref.version());
        return find(caller, ref);
    }

    private static Optional<Asset> select(AssetDao assets, AssetKind kind, String name, Selector selector) {
        return switch (selector) {
            case Selector.Exact exact -> assets.find(kind, name, exact.version().toString(), AssetDao.Hold.NOT);
            case Selector.Latest latest -> assets.latest(kind, name);
            case Selector.Alias alias -> assets.byAlias(kind, name, alias.name());
            case Selector.Range range -> highest(assets, kind, name, range.range());
        };
    }

    /** A deprecated version only where no published one is in the range. */
    private static Optional<Asset> highest(AssetDao assets, AssetKind kind, String name, VersionRange range) {
        String floor = range.floor().map(SemVer::sortKey).orElse("");
        String ceiling = range.ceiling().map(SemVer::sortKey).orElse("~");
        List<AssetDao.Choice> fitting = assets.choices(kind, name, floor, ceiling, MAX_CHOICES).stream()
                .filter(choice -> range.contains(SemVer.parse(choice.version())))
                .toList();
        return fitting.stream()
                .filter(choice -> choice.status().equals(AssetStatus.PUBLISHED.wireName()))
                .findFirst()
                .or(() -> fitting.stream().findFirst())
                .flatMap(choice -> assets.find(choice.id(), AssetDao.Hold.NOT));
    }

    /** In no order; what is not there is left out. */
    List<Asset> describe(TenantId tenant, Collection<String> ids) {
        if (ids.size() > Registry.MAX_DESCRIBED) {
            throw Problem.invalid("ids", ids.size() + " ids", "at most " + Registry.MAX_DESCRIBED + " at a time");
        }
        return ids.isEmpty() ? List.of() : database.read(tenant, sql -> new AssetDao(sql).findAll(ids));
    }

    /** Highest version first. A name without versions is not found. */
    Page<Asset> versions(Caller caller, AssetKind kind, String name, PageRequest page) {
        SemVer below = page.after() == null ? null : below(page.after());
        List<Asset> rows = NAME.matcher(name).matches()
                ? database.read(caller.tenant(), sql -> new AssetDao(sql).versions(kind, name, below, page.fetch()))
                : List.of();
        if (rows.isEmpty() && below == null) {
            throw Problem.notFound(
                    "name", name, "the name of a " + kind.wireName() + " that is registered in your organisation");
        }
        return Page.of(rows, page, Asset::version);
    }

    Page<Asset> list(Caller caller, AssetFilter filter, PageRequest page) {
        return database.read(caller.tenant(), sql -> new AssetListDao(sql).list(filter, page));
    }

    static Asset required(AssetDao assets, String id, AssetDao.Hold hold) {
        Optional<Asset> found = Ulids.isUlid(id) ? assets.find(id.toUpperCase(Locale.ROOT), hold) : Optional.empty();
        return found.orElseThrow(
                () -> Problem.notFound("id", id, "the id of a version that is registered in your organisation"));
    }

    private static @Nullable SemVer below(String cursor) {
        return SemVer.tryParse(cursor)
                .orElseThrow(() -> Problem.invalid("cursor", null, "the next_cursor of the page before"));
    }
}
