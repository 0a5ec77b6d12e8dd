// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.provenance.envelope.Documents;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Rules of the open transaction's tenant. */
final class SigningRuleDao {
    private static final String COLUMNS = """
            id, name, kind, name_pattern, labels::text AS labels, jsonb_build_object('list', signers)::text AS signers,
            min_signatures, min_level, created_at, created_by""";

    private final Handle sql;

    SigningRuleDao(Handle sql) {
        this.sql = sql;
    }

    void insert(String tenant, SigningRule rule) {
        ObjectNode labels = JsonNodeFactory.instance.objectNode();
        rule.labels().forEach(labels::put);
        ArrayNode signers = JsonNodeFactory.instance.arrayNode();
        rule.signers().forEach(signers::add);
        sql.createUpdate("""
                        INSERT INTO provenance.rule (tenant, id, name, kind, name_pattern, labels, signers, min_signatures,
                            min_level, created_at, created_by)
                        VALUES (:tenant, :id, :name, :kind, :namePattern, :labels::jsonb, :signers::jsonb,
                            :minSignatures, :minLevel, :createdAt, :createdBy)""")
                .bind("tenant", tenant)
                .bind("id", rule.id())
                .bind("name", rule.name())
                .bind("kind", rule.kind())
                .bind("namePattern", rule.namePattern())
                .bind("labels", labels.toString())
                .bind("signers", signers.toString())
                .bind("minSignatures", rule.minSignatures())
                .bind("minLevel", rule.minLevel())
                .bind("createdAt", rule.createdAt().atOffset(ZoneOffset.UTC))
                .bind("createdBy", rule.createdBy())
                .execute();
    }

    List<SigningRule> all(int max) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM provenance.rule ORDER BY id LIMIT :max")
                .bind("max", max)
                .map(SigningRuleDao::rule)
                .list();
    }

    Optional<SigningRule> delete(String id) {
        return sql.createQuery("DELETE FROM provenance.rule WHERE id = :id RETURNING " + COLUMNS)
                .bind("id", id)
                .map(SigningRuleDao::rule)
                .findOne();
    }

    private static SigningRule rule(ResultSet row, StatementContext context) throws SQLException {
        Map<String, String> labels = new HashMap<>();
        json(row.getString("labels"))
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        List<String> signers = new ArrayList<>();
        json(row.getString("signers")).path("list").forEach(signer -> signers.add(signer.asText()));
        return new SigningRule(
                row.getString("id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("name_pattern"),
                labels,
                signers,
                row.getInt("min_signatures"),
                row.getInt("min_level"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"));
    }

    private static JsonNode json(String text) {
        return Documents.object("rule", text.getBytes(UTF_8));
    }
}
