// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Listings of the open transaction's tenant. */
final class ListingDao {
    static final String COLUMNS = """
            s.tenant, s.id, s.slug, s.version, s.state, s.current, s.name, s.description, s.readme, s.category, s.tags,
            s.model, s.registry_ref, s.from_asset, s.upstream, s.upstream_id, s.upstream_model, s.plan::text AS plan,
            s.price_provider, s.price_model, s.publisher_id, s.publisher_name, s.submitted_by, s.submitted_by_name,
            s.submitted_with, s.state_reason, s.sunset_at, s.approval_id, s.attempt, s.revision, s.created_at,
            s.updated_at, s.published_at""";

    private final Handle sql;

    ListingDao(Handle sql) {
        this.sql = sql;
    }

    /** Makes changes to one slug follow each other, also while none of its rows exists; until the transaction ends. */
    void lockSlug(TenantId tenant, String slug) {
        sql.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))) held")
                .bind("key", "marketplace/" + tenant + "/" + slug)
                .mapTo(Integer.class)
                .one();
    }

    /** Stores a listing that awaits its checks, unless slug and version are taken. */
    boolean insert(Listing listing) {
        return content(sql.createUpdate("""
                        INSERT INTO marketplace.service (tenant, id, slug, version, state, name, description, readme,
                            category, tags, model, registry_ref, from_asset, upstream, upstream_model, plan,
                            publisher_id, publisher_name, submitted_by, submitted_by_name, submitted_with, attempt,
                            revision, created_at, updated_at, work, work_due_at)
                        VALUES (:tenant, :id, :slug, :version, 'validating', :name, :description, :readme,
                            :category, :tags, :model, :registryRef, :fromAsset, :upstream, :upstreamModel, :plan::jsonb,
                            :publisherId, :publisherName, :submittedBy, :submittedByName, :submittedWith, 1,
                            1, :now, :now, 'checks', :now)
                        ON CONFLICT (tenant, slug, version) DO NOTHING"""), listing.texts(), listing.target())
                        .bind("tenant", listing.tenant().value())
                        .bind("id", listing.id())
                        .bind("slug", listing.slug())
                        .bind("version", listing.version())
                        .bind("registryRef", listing.registryRef())
                        .bind("fromAsset", listing.fromAsset())
                        .bind("publisherId", listing.publisher().id())
                        .bind("publisherName", listing.publisher().name())
                        .bind("submittedBy", listing.submitter().id())
                        .bind("submittedByName", listing.submitter().name())
                        .bindArray(
                                "submittedWith",
                                String.class,
                                listing.submitter().permissions())
                        .bind("now", listing.createdAt())
                        .execute()
                == 1;
    }

    Optional<Listing> find(String id) {
        return one("WHERE s.id = :key", id);
    }

    Optional<Listing> lock(String id) {
        return one("WHERE s.id = :key FOR UPDATE", id);
    }

    /** The version that subscribers of the slug get. */
    Optional<Listing> current(String slug) {
        return one("WHERE s.slug = :key AND s.current", slug);
    }

    Optional<Listing> lockCurrent(String slug) {
        return one("WHERE s.slug = :key AND s.current FOR UPDATE", slug);
    }

    /** The versions of a slug, last made first; at most 500. */
    List<Listing> versions(String slug) {
        return sql.createQuery("SELECT " + COLUMNS
                        + " FROM marketplace.service s WHERE s.slug = :slug ORDER BY s.id DESC LIMIT 500")
                .bind("slug", slug)
                .map(ListingDao::listing)
                .list();
    }

    /**
     * Newest first.
     *
     * @param viewer sees own ones in every state
     * @param all sees everybody's in every state
     * @param mine only the viewer's own
     */
    List<Listing> list(@Nullable ServiceState state, String viewer, boolean all, boolean mine, PageRequest page) {
        String where = (state == null ? "" : " AND s.state = :state")
                + (mine ? " AND s.publisher_id = :viewer" : "")
                + (all || mine
                        ? ""
                        : " AND (s.state IN ('active', 'deprecated', 'retired') OR s.publisher_id = :viewer"
                                + " OR s.submitted_by = :viewer)")
                + (page.after() == null ? "" : " AND s.id < :after");
        var query = sql.createQuery("SELECT " + COLUMNS + " FROM marketplace.service s WHERE true" + where
                        + " ORDER BY s.id DESC LIMIT :fetch")
                .bind("fetch", page.fetch());
        if (state != null) {
            query.bind("state", state.wireName());
        }
        if (mine || !all) {
            query.bind("viewer", viewer);
        }
        if (page.after() != null) {
            query.bind("after", page.after());
        }
        return query.map(ListingDao::listing).list();
    }

    Listing become(String id, ServiceState state, @Nullable String reason, Instant now) {
        return sql.createQuery("""
                        UPDATE marketplace.service s
                        SET state = :state, state_reason = :reason, updated_at = :now, revision = revision + 1,
                            current = CASE WHEN :state = 'active' THEN true ELSE current END,
                            published_at = CASE WHEN :state = 'active' THEN :now ELSE published_at END
                        WHERE s.id = :id
                        RETURNING\s""" + COLUMNS)
                .bind("id", id)
                .bind("state", state.wireName())
                .bind("reason", reason)
                .bind("now", now)
                .map(ListingDao::listing)
                .one();
    }

    /** Subscribers get another version from now on. */
    void replaced(String id) {
        sql.createUpdate("UPDATE marketplace.service SET current = false WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    void sunset(String id, Instant sunsetAt) {
        sql.createUpdate("UPDATE marketplace.service SET sunset_at = :sunsetAt WHERE id = :id")
                .bind("id", id)
                .bind("sunsetAt", sunsetAt)
                .execute();
    }

    Listing edit(String id, Listing.Texts texts, Listing.Target target, Instant now) {
        return content(sql.createQuery("""
                        UPDATE marketplace.service s
                        SET name = :name, description = :description, readme = :readme, category = :category,
                            tags = :tags, model = :model, upstream = :upstream, upstream_model = :upstreamModel,
                            plan = :plan::jsonb, updated_at = :now, revision = revision + 1
                        WHERE s.id = :id
                        RETURNING\s""" + COLUMNS), texts, target)
                .bind("id", id)
                .bind("now", now)
                .map(ListingDao::listing)
                .one();
    }

    /** Another attempt, by whoever submits it. */
    void submitted(String id, Listing.Submitter submitter) {
        sql.createUpdate("""
                        UPDATE marketplace.service
                        SET attempt = attempt + 1, approval_id = NULL, submitted_by = :by, submitted_by_name = :byName,
                            submitted_with = :with
                        WHERE id = :id""")
                .bind("id", id)
                .bind("by", submitter.id())
                .bind("byName", submitter.name())
                .bindArray("with", String.class, submitter.permissions())
                .execute();
    }

    void upstreamFound(String id, String upstreamId) {
        sql.createUpdate("UPDATE marketplace.service SET upstream_id = :upstreamId WHERE id = :id")
                .bind("id", id)
                .bind("upstreamId", upstreamId)
                .execute();
    }

    void modelFound(String id, String priceProvider, String priceModel) {
        sql.createUpdate("""
                        UPDATE marketplace.service SET price_provider = :provider, price_model = :model
                        WHERE id = :id""")
                .bind("id", id)
                .bind("provider", priceProvider)
                .bind("model", priceModel)
                .execute();
    }

    void approvalAsked(String id, String approvalId) {
        sql.createUpdate("UPDATE marketplace.service SET approval_id = :approvalId WHERE id = :id")
                .bind("id", id)
                .bind("approvalId", approvalId)
                .execute();
    }

    private static <S extends SqlStatement<S>> S content(S statement, Listing.Texts texts, Listing.Target target) {
        return statement
                .bind("name", texts.name())
                .bind("description", texts.description())
                .bind("readme", texts.readme())
                .bind("category", texts.category())
                .bindArray("tags", String.class, texts.tags())
                .bind("model", target.model())
                .bind("upstream", target.upstream())
                .bind("upstreamModel", target.upstreamModel())
                .bind("plan", Stored.write(target.plan()));
    }

    private Optional<Listing> one(String where, String key) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM marketplace.service s " + where)
                .bind("key", key)
                .map(ListingDao::listing)
                .findOne();
    }

    static Listing listing(ResultSet row, StatementContext context) throws SQLException {
        return new Listing(
                row.getString("id"),
                new TenantId(row.getString("tenant")),
                row.getString("slug"),
                row.getString("version"),
                ServiceState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getBoolean("current"),
                new Listing.Texts(
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("readme"),
                        row.getString("category"),
                        List.of(strings(row, "tags"))),
                new Listing.Target(
                        row.getString("model"),
                        row.getString("upstream"),
                        row.getString("upstream_model"),
                        Stored.plan(row.getString("plan"))),
                row.getString("registry_ref"),
                row.getBoolean("from_asset"),
                row.getString("upstream_id"),
                row.getString("price_provider"),
                row.getString("price_model"),
                new Listing.Person(row.getString("publisher_id"), row.getString("publisher_name")),
                new Listing.Submitter(
                        row.getString("submitted_by"),
                        row.getString("submitted_by_name"),
                        Set.copyOf(Arrays.asList(strings(row, "submitted_with")))),
                row.getString("state_reason"),
                moment(row, "sunset_at"),
                row.getString("approval_id"),
                row.getInt("attempt"),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                moment(row, "published_at"));
    }

    static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String[] strings(ResultSet row, String column) throws SQLException {
        return (String[]) row.getArray(column).getArray();
    }
}
