// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.kernel.PageRequest;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Trust roots of the open transaction's tenant. */
final class TrustRootDao {
    private static final String COLUMNS = """
            id, name, kind, purposes, key_id, fingerprint, algorithm, subject, pem, certificates,
            sealed_key IS NOT NULL AS can_sign, valid_from, valid_to, created_at, created_by,
            revoked_at, revoked_by, revocation_reason""";

    private final Handle sql;

    TrustRootDao(Handle sql) {
        this.sql = sql;
    }

    void insert(String tenant, TrustRoot root, @Nullable String sealedKey) {
        sql.createUpdate("""
                        INSERT INTO provenance.trust_root (tenant, id, name, kind, purposes, key_id, fingerprint, algorithm,
                            subject, pem, sealed_key, valid_from, valid_to, created_at, created_by)
                        VALUES (:tenant, :id, :name, :kind, :purposes, :keyId, :fingerprint, :algorithm, :subject, :pem,
                            :sealedKey, :validFrom, :validTo, :createdAt, :createdBy)""")
                .bind("tenant", tenant)
                .bind("id", root.id())
                .bind("name", root.name())
                .bind("kind", root.kind().wireName())
                .bind(
                        "purposes",
                        root.purposes().stream()
                                .map(TrustRoot.Purpose::wireName)
                                .sorted()
                                .collect(Collectors.joining(",")))
                .bind("keyId", root.keyId())
                .bind("fingerprint", root.fingerprint())
                .bind("algorithm", root.algorithm().wireName())
                .bind("subject", root.subject())
                .bind("pem", root.pem())
                .bind("sealedKey", sealedKey)
                .bind("validFrom", utc(root.validFrom()))
                .bind("validTo", utc(root.validTo()))
                .bind("createdAt", utc(root.createdAt()))
                .bind("createdBy", root.createdBy())
                .execute();
    }

    int count() {
        return sql.createQuery("SELECT count(*) FROM provenance.trust_root")
                .mapTo(Integer.class)
                .one();
    }

    /** All of them, revoked ones too. */
    List<TrustRoot> all(int max) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM provenance.trust_root ORDER BY id LIMIT :max")
                .bind("max", max)
                .map(TrustRootDao::root)
                .list();
    }

    /** Newest first. */
    List<TrustRoot> list(boolean signingOnly, PageRequest page) {
        String where =
                (signingOnly ? " AND sealed_key IS NOT NULL" : "") + (page.after() == null ? "" : " AND id < :after");
        var query = sql.createQuery("SELECT " + COLUMNS + " FROM provenance.trust_root WHERE true" + where
                        + " ORDER BY id DESC LIMIT :fetch")
                .bind("fetch", page.fetch());
        if (page.after() != null) {
            query.bind("after", page.after());
        }
        return query.map(TrustRootDao::root).list();
    }

    Optional<TrustRoot> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM provenance.trust_root WHERE id = :id")
                .bind("id", id)
                .map(TrustRootDao::root)
                .findOne();
    }

    /** By id, name or key id. */
    Optional<TrustRoot> named(String reference) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM provenance.trust_root
                        WHERE id = :reference OR name = :reference OR key_id = :reference ORDER BY id LIMIT 1""")
                .bind("reference", reference)
                .map(TrustRootDao::root)
                .findOne();
    }

    Optional<String> sealedKey(String id) {
        return sql.createQuery("SELECT sealed_key FROM provenance.trust_root WHERE id = :id AND sealed_key IS NOT NULL")
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /** False when it was revoked before. */
    boolean revoke(String id, Instant at, String by, String reason) {
        return sql.createUpdate("""
                        UPDATE provenance.trust_root SET revoked_at = :at, revoked_by = :by, revocation_reason = :reason
                        WHERE id = :id AND revoked_at IS NULL""")
                        .bind("id", id)
                        .bind("at", utc(at))
                        .bind("by", by)
                        .bind("reason", reason)
                        .execute()
                == 1;
    }

    void setCertificates(String id, String pem) {
        sql.createUpdate("UPDATE provenance.trust_root SET certificates = :pem WHERE id = :id")
                .bind("id", id)
                .bind("pem", pem)
                .execute();
    }

    private static TrustRoot root(ResultSet row, StatementContext context) throws SQLException {
        return new TrustRoot(
                row.getString("id"),
                row.getString("name"),
                TrustRoot.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Arrays.stream(row.getString("purposes").split(",", -1))
                        .map(purpose -> TrustRoot.Purpose.valueOf(purpose.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toSet()),
                row.getString("key_id"),
                row.getString("fingerprint"),
                KeyAlgorithm.parse("algorithm", row.getString("algorithm")),
                row.getString("subject"),
                row.getString("pem"),
                row.getString("certificates"),
                row.getBoolean("can_sign"),
                instant(row, "valid_from"),
                instant(row, "valid_to"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                instant(row, "revoked_at"),
                row.getString("revoked_by"),
                row.getString("revocation_reason"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
