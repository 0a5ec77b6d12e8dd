// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Ulids;
import dev.llmops.registry.document.JsonSource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What changed of versions, as rows of {@code registry.asset_change}; written within the transaction that changes. */
public record AssetHistory(Handle sql) {
    /**
     * One change.
     *
     * @param action what was done: updated, a status, annotation or alias
     * @param before the members that differ, as they were; what is not there was not there
     */
    public record Entry(
            String id,
            String assetId,
            String action,
            long revision,
            @Nullable String reason,
            JsonNode before,
            JsonNode after,
            String actor,
            Instant at) {}

    public void add(
            String tenant,
            String assetId,
            String action,
            long revision,
            @Nullable String reason,
            ObjectNode before,
            ObjectNode after,
            String actor,
            Instant at) {
        sql.createUpdate("""
                        INSERT INTO registry.asset_change (
                            tenant, asset_id, id, action, revision, reason, before_state, after_state, actor, at)
                        VALUES (
                            :tenant, :assetId, :id, :action, :revision, :reason, CAST(:before AS jsonb),
                            CAST(:after AS jsonb), :actor, :at)""")
                .bind("tenant", tenant)
                .bind("assetId", assetId)
                .bind("id", Ulids.next())
                .bind("action", action)
                .bind("revision", revision)
                .bind("reason", reason)
                .bind("before", before.toString())
                .bind("after", after.toString())
                .bind("actor", actor)
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Newest first. */
    List<Entry> list(String assetId, @Nullable String below, int limit) {
        return sql.createQuery("""
                        SELECT id, asset_id, action, revision, reason, before_state, after_state, actor, at
                        FROM registry.asset_change
                        WHERE asset_id = :assetId AND id < :below
                        ORDER BY id DESC
                        LIMIT :limit""")
                .bind("assetId", assetId)
                .bind("below", below == null ? "~" : below)
                .bind("limit", limit)
                .map((row, context) -> new Entry(
                        row.getString("id"),
                        row.getString("asset_id"),
                        row.getString("action"),
                        row.getLong("revision"),
                        row.getString("reason"),
                        JsonSource.read(row.getString("before_state")).root(),
                        JsonSource.read(row.getString("after_state")).root(),
                        row.getString("actor"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** When and by whom a version was registered; empty when there is no such version. */
    Optional<Origin> origin(String assetId) {
        return sql.createQuery("SELECT created_at, created_by FROM registry.asset WHERE id = :id")
                .bind("id", assetId)
                .map((row, context) -> new Origin(
                        row.getObject("created_at", OffsetDateTime.class).toInstant(), row.getString("created_by")))
                .findOne();
    }

    record Origin(Instant at, String actor) {}

    public void delete(String assetId) {
        sql.createUpdate("DELETE FROM registry.asset_change WHERE asset_id = :id")
                .bind("id", assetId)
                .execute();
    }
}
