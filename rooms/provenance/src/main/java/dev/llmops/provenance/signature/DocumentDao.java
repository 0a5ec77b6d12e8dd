// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Signatures and attestations of the open transaction's tenant. */
final class DocumentDao {
    private static final String COLUMNS = "id, asset_id, role, format, asset_digest, body, created_at, created_by";

    private final Handle sql;

    DocumentDao(Handle sql) {
        this.sql = sql;
    }

    /** False when the version has this document in this role already. */
    boolean insert(String tenant, StoredDocument document) {
        return sql.createUpdate("""
                        INSERT INTO provenance.document (tenant, id, asset_id, role, format, asset_digest, fingerprint, body,
                            created_at, created_by)
                        VALUES (:tenant, :id, :assetId, :role, :format, :assetDigest, :fingerprint, :body, :createdAt,
                            :createdBy)
                        ON CONFLICT ON CONSTRAINT document_once DO NOTHING""")
                        .bind("tenant", tenant)
                        .bind("id", document.id())
                        .bind("assetId", document.assetId())
                        .bind("role", document.role().wireName())
                        .bind("format", document.sent().format().wireName())
                        .bind("assetDigest", document.assetDigest())
                        .bind("fingerprint", document.sent().fingerprint())
                        .bind("body", document.sent().text())
                        .bind("createdAt", document.createdAt().atOffset(ZoneOffset.UTC))
                        .bind("createdBy", document.createdBy())
                        .execute()
                == 1;
    }

    Optional<StoredDocument> same(String assetId, StoredDocument.Role role, String fingerprint) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM provenance.document
                        WHERE asset_id = :assetId AND role = :role AND fingerprint = :fingerprint""")
                .bind("assetId", assetId)
                .bind("role", role.wireName())
                .bind("fingerprint", fingerprint)
                .map(DocumentDao::document)
                .findOne();
    }

    int count(String assetId, StoredDocument.Role role) {
        return sql.createQuery("SELECT count(*) FROM provenance.document WHERE asset_id = :assetId AND role = :role")
                .bind("assetId", assetId)
                .bind("role", role.wireName())
                .mapTo(Integer.class)
                .one();
    }

    /** Oldest first. */
    List<StoredDocument> list(String assetId, StoredDocument.Role role, int max) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM provenance.document
                        WHERE asset_id = :assetId AND role = :role ORDER BY id LIMIT :max""")
                .bind("assetId", assetId)
                .bind("role", role.wireName())
                .bind("max", max)
                .map(DocumentDao::document)
                .list();
    }

    private static StoredDocument document(ResultSet row, StatementContext context) throws SQLException {
        return new StoredDocument(
                row.getString("id"),
                row.getString("asset_id"),
                StoredDocument.Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                row.getString("asset_digest"),
                SentDocument.read(row.getString("body").getBytes(UTF_8)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"));
    }
}
