// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.marketplace.Offers;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Subscriptions, always joined with the version that their slug stands for now. */
final class SubscriptionDao {
    private static final String SELECT = "SELECT u.id AS u_id, u.state AS u_state, u.subscriber_id, u.subscriber_name,"
            + " u.created_at AS u_created_at, u.updated_at AS u_updated_at, " + ListingDao.COLUMNS
            + " FROM marketplace.subscription u JOIN marketplace.service s ON s.slug = u.slug AND s.current ";

    private final Handle sql;

    SubscriptionDao(Handle sql) {
        this.sql = sql;
    }

    /** Subscribes unless the caller has a subscription to the slug that is not ended. */
    boolean insert(Caller caller, String id, String slug, Instant now) {
        return sql.createUpdate("""
                        INSERT INTO marketplace.subscription (tenant, id, slug, subscriber_id, subscriber_name, state,
                            created_at, updated_at)
                        VALUES (:tenant, :id, :slug, :subscriber, :subscriberName, 'active', :now, :now)
                        ON CONFLICT (tenant, slug, subscriber_id) WHERE state <> 'ended' DO NOTHING""")
                        .bind("tenant", caller.tenant().value())
                        .bind("id", id)
                        .bind("slug", slug)
                        .bind("subscriber", caller.principalId())
                        .bind("subscriberName", caller.name())
                        .bind("now", now)
                        .execute()
                == 1;
    }

    Optional<Subscription> open(String slug, String subscriberId) {
        return sql.createQuery(SELECT + "WHERE u.slug = :slug AND u.subscriber_id = :subscriber AND u.state <> 'ended'")
                .bind("slug", slug)
                .bind("subscriber", subscriberId)
                .map(SubscriptionDao::subscription)
                .findOne();
    }

    Optional<Subscription> find(String id) {
        return sql.createQuery(SELECT + "WHERE u.id = :id")
                .bind("id", id)
                .map(SubscriptionDao::subscription)
                .findOne();
    }

    Optional<Subscription> lock(String id) {
        return sql.createQuery(SELECT + "WHERE u.id = :id FOR UPDATE OF u")
                .bind("id", id)
                .map(SubscriptionDao::subscription)
                .findOne();
    }

    /**
     * Newest first.
     *
     * @param subscriberId null for everybody's
     * @param serviceId any version of the service
     */
    List<Subscription> list(
            @Nullable String subscriberId,
            @Nullable SubscriptionState state,
            @Nullable String serviceId,
            PageRequest page) {
        String where = (subscriberId == null ? "" : " AND u.subscriber_id = :subscriber")
                + (state == null ? "" : " AND u.state = :state")
                + (serviceId == null
                        ? ""
                        : " AND u.slug = (SELECT v.slug FROM marketplace.service v WHERE v.id = :service)")
                + (page.after() == null ? "" : " AND u.id < :after");
        var query = sql.createQuery(SELECT + "WHERE true" + where + " ORDER BY u.id DESC LIMIT :fetch")
                .bind("fetch", page.fetch());
        if (subscriberId != null) {
            query.bind("subscriber", subscriberId);
        }
        if (state != null) {
            query.bind("state", state.wireName());
        }
        if (serviceId != null) {
            query.bind("service", serviceId);
        }
        if (page.after() != null) {
            query.bind("after", page.after());
        }
        return query.map(SubscriptionDao::subscription).list();
    }

    void become(String id, SubscriptionState state, Instant now) {
        sql.createUpdate("UPDATE marketplace.subscription SET state = :state, updated_at = :now WHERE id = :id")
                .bind("id", id)
                .bind("state", state.wireName())
                .bind("now", now)
                .execute();
    }

    /** Over all tenants; as role {@code system}. */
    List<Offers.Offer> offers(int max) {
        return sql.createQuery(SELECT + "AND s.tenant = u.tenant WHERE u.state <> 'ended' LIMIT :max")
                .bind("max", max)
                .setFetchSize(5_000)
                .map(SubscriptionDao::offer)
                .list();
    }

    private static Offers.Offer offer(ResultSet row, StatementContext context) throws SQLException {
        Listing service = ListingDao.listing(row, context);
        return new Offers.Offer(
                row.getString("u_id"),
                service.tenant(),
                service.id(),
                service.slug(),
                service.version(),
                service.target().model(),
                state(row),
                service.state(),
                service.target().plan(),
                known(service.upstreamId()),
                service.target().upstreamModel(),
                known(service.priceProvider()),
                known(service.priceModel()),
                service.sunsetAt(),
                published(service));
    }

    private static Subscription subscription(ResultSet row, StatementContext context) throws SQLException {
        return new Subscription(
                row.getString("u_id"),
                new TenantId(row.getString("tenant")),
                ListingDao.listing(row, context),
                state(row),
                new Listing.Person(row.getString("subscriber_id"), row.getString("subscriber_name")),
                row.getObject("u_created_at", OffsetDateTime.class).toInstant(),
                row.getObject("u_updated_at", OffsetDateTime.class).toInstant());
    }

    private static SubscriptionState state(ResultSet row) throws SQLException {
        return SubscriptionState.valueOf(row.getString("u_state").toUpperCase(Locale.ROOT));
    }

    /** The table's constraint says that a published row has it. */
    private static String known(@Nullable String value) {
        return Objects.requireNonNull(value);
    }

    private static Instant published(Listing service) {
        return Objects.requireNonNull(service.publishedAt());
    }
}
