// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds and shows listings to whom they are visible. */
@Singleton
final class Catalogue {
    private final Database database;

    Catalogue(Database database) {
        this.database = database;
    }

    /** By id, or by slug: the version subscribers get, else the last one that the caller can see. */
    Listing get(Caller caller, String idOrSlug) {
        return database.<Optional<Listing>>read(caller.tenant(), sql -> resolve(new ListingDao(sql), caller, idOrSlug))
                .orElseThrow(() -> Publishing.missing(idOrSlug));
    }

    static Optional<Listing> resolve(ListingDao dao, Caller caller, String idOrSlug) {
        // Ids are upper case, slugs are not: neither can be taken for the other.
        if (Ulids.isUlid(idOrSlug) && idOrSlug.equals(idOrSlug.toUpperCase(Locale.ROOT))) {
            return dao.find(idOrSlug).filter(listing -> listing.visibleTo(caller));
        }
        if (idOrSlug.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return dao.current(idOrSlug).or(() -> dao.versions(idOrSlug).stream()
                .filter(listing -> listing.visibleTo(caller))
                .findFirst());
    }

    Page<Listing> list(Caller caller, @Nullable ServiceState state, boolean mine, PageRequest page) {
        boolean all = caller.roles().contains(Role.ADMIN) || caller.may(Permission.APPROVALS_DECIDE);
        List<Listing> rows = database.read(
                caller.tenant(), sql -> new ListingDao(sql).list(state, caller.principalId(), all, mine, page));
        return Page.of(rows, page, Listing::id);
    }

    Progress status(Caller caller, String idOrSlug) {
        return database.read(caller.tenant(), sql -> {
            Listing listing =
                    resolve(new ListingDao(sql), caller, idOrSlug).orElseThrow(() -> Publishing.missing(idOrSlug));
            return new Progress(listing, new PublicationDao(sql).steps(listing.id(), listing.attempt()));
        });
    }

    Found search(Caller caller, SearchQuery query, PageRequest page) {
        return database.read(caller.tenant(), sql -> {
            SearchDao dao = new SearchDao(sql);
            return new Found(
                    Page.of(dao.page(query, page), page, hit -> query.keyAfter(hit)),
                    dao.categories(query),
                    dao.tags(query));
        });
    }

    /** A listing with the steps of its last submission. */
    record Progress(Listing listing, List<Step> steps) {
        Progress {
            steps = List.copyOf(steps);
        }
    }

    /**
     * @param score 0 when nothing was searched for
     * @param name with {@code <mark>} around what matched and everything else escaped for HTML; null when nothing did
     */
    record Hit(
            Listing listing,
            float score,
            @Nullable String name,
            @Nullable String description) {}

    record Found(Page<Hit> hits, Map<String, Long> categories, Map<String, Long> tags) {}

    static ServiceState state(String text) {
        for (ServiceState state : ServiceState.values()) {
            if (state.wireName().equals(text)) {
                return state;
            }
        }
        throw Problem.invalid("state", text, "draft, validating, pending_approval, active, deprecated or retired");
    }
}
