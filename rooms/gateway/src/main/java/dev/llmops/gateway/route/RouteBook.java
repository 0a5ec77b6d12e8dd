// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.gateway.GatewayEvent.RouteChanged;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.marketplace.Services;
import dev.llmops.contracts.marketplace.Services.Service;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import dev.llmops.platform.web.ETags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes of a tenant: kept, changed, found. Who may change a service may change its route. */
@Singleton
final class RouteBook implements RouteSource {
    private static final int MAX_OF_ALL = 100_000;
    private static final int MAX_PER_TENANT = 10_000;

    private final Database database;
    private final SystemReads systemReads;
    private final Services services;
    private final Upstreams upstreams;
    private final Clock clock;

    RouteBook(Database database, SystemReads systemReads, Services services, Upstreams upstreams, Clock clock) {
        this.database = database;
        this.systemReads = systemReads;
        this.services = services;
        this.upstreams = upstreams;
        this.clock = clock;
    }

    /** A route and the service it is of. */
    record Found(Service service, StoredRoute route) {}

    @Override
    public List<StoredRoute> all() {
        return systemReads.read(sql -> new RouteDao(sql).all(MAX_OF_ALL));
    }

    Page<StoredRoute> list(TenantId tenant, PageRequest page) {
        return Page.of(database.read(tenant, sql -> new RouteDao(sql).list(page)), page, StoredRoute::service);
    }

    Found get(Caller caller, String idOrSlug) {
        Service service = service(caller, idOrSlug);
        return new Found(service, stored(caller, service).orElseThrow(() -> noRoute(service)));
    }

    Optional<StoredRoute> stored(Caller caller, Service service) {
        return database.read(caller.tenant(), sql -> new RouteDao(sql).find(service.slug()));
    }

    Service service(Caller caller, String idOrSlug) {
        return services.find(caller, idOrSlug)
                .orElseThrow(() -> Problem.notFound("service", idOrSlug, "the id or slug of a service you can see"));
    }

    /** The route that the body describes, checked; nothing is kept. */
    RouteSpec read(Caller caller, Service service, RouteBody body) {
        Function<String, Optional<Upstream>> byName = name -> {
            Optional<Upstream> found = upstreams.find(caller, name);
            return found.isPresent() || !Ulids.isUlid(name) ? found : upstreams.byId(caller, name);
        };
        return RouteForm.read(body, service.slug(), byName);
    }

    @Nullable
    Upstream upstream(Caller caller, String id) {
        return upstreams.byId(caller, id).orElse(null);
    }

    /**
     * Writes the whole route. What is there must be named by {@code If-Match}; writing the same again changes nothing.
     */
    Found put(Caller caller, String idOrSlug, RouteBody body, @Nullable String ifMatch) {
        Service service = own(caller, idOrSlug);
        RouteSpec spec = read(caller, service, body);
        StoredRoute written = database.change(caller, (sql, events) -> {
            RouteDao routes = new RouteDao(sql);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Optional<StoredRoute> known = routes.lock(service.slug());
            StoredRoute route = known.map(before -> changed(before, spec, ifMatch, now))
                    .orElseGet(() -> first(caller, service, spec, ifMatch, now));
            if (known.isPresent() && route.equals(known.get())) {
                return route;
            }
            if (known.isPresent()) {
                routes.update(route, caller);
            } else {
                insert(routes, route, caller);
            }
            events.append(new RouteChanged(service.slug(), "written", route.revision()));
            return route;
        });
        return new Found(service, written);
    }

    private static StoredRoute changed(StoredRoute before, RouteSpec spec, @Nullable String ifMatch, Instant now) {
        ETags.require(ifMatch, before.revision());
        return before.spec().equals(spec)
                ? before
                : new StoredRoute(
                        before.tenant(), before.service(), spec, before.revision() + 1, before.createdAt(), now);
    }

    private static StoredRoute first(
            Caller caller, Service service, RouteSpec spec, @Nullable String ifMatch, Instant now) {
        if (ifMatch != null && !ifMatch.isBlank()) {
            throw new Problem(
                    ErrorCode.PRECONDITION_FAILED,
                    "If-Match: '" + ifMatch + "' (expected: none, since " + service.slug() + " has no route yet)");
        }
        return new StoredRoute(caller.tenant(), service.slug(), spec, 1, now, now);
    }

    private static void insert(RouteDao routes, StoredRoute route, Caller caller) {
        if (routes.count(MAX_PER_TENANT) >= MAX_PER_TENANT) {
            throw new Problem(
                    ErrorCode.CONFLICT,
                    "There are " + MAX_PER_TENANT + " routes already, the most there can be; delete one first");
        }
        if (!routes.insert(route, caller)) {
            throw new Problem(ErrorCode.CONFLICT, "The route was written at the same moment; read it and try again");
        }
    }

    /** Takes the route away, so that calls go to the service's own upstream; again changes nothing. */
    void delete(Caller caller, String idOrSlug, @Nullable String ifMatch) {
        Service service = own(caller, idOrSlug);
        database.change(caller, (sql, events) -> {
            RouteDao routes = new RouteDao(sql);
            Optional<StoredRoute> known = routes.lock(service.slug());
            known.ifPresent(route -> ETags.require(ifMatch, route.revision()));
            if (known.isPresent() && routes.delete(service.slug())) {
                events.append(
                        new RouteChanged(service.slug(), "deleted", known.get().revision()));
            }
            return service;
        });
    }

    private Service own(Caller caller, String idOrSlug) {
        Service service = service(caller, idOrSlug);
        if (!service.changeable()) {
            throw new Problem(
                    ErrorCode.FORBIDDEN,
                    "The service belongs to " + service.publisher()
                            + "; only they and administrators change its route");
        }
        return service;
    }

    private static Problem noRoute(Service service) {
        return Problem.notFound(
                "service", service.slug(), "a service with a route; this one's calls go to its own upstream");
    }
}
