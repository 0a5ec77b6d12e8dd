// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** {@code registry.mlflow_model} and {@code registry.mlflow_version}. */
record MlflowDao(Handle sql) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "asset_name, description, tags, hidden, created_at, created_by, updated_at";

    /** A registered model. */
    record Model(
            String assetName,
            @Nullable String description,
            Map<String, String> tags,
            boolean hidden,
            Instant createdAt,
            String createdBy,
            Instant updatedAt) {}

    /** A number and the version it stands for. */
    record Numbered(String assetName, int number, String version, String assetId) {}

    /** An alias and the number of the version it leads to. */
    record Lead(String alias, int number) {}

    /** False when it exists, hidden or not. */
    boolean insert(String tenant, Model model) {
        return sql.createUpdate("""
                        INSERT INTO registry.mlflow_model (tenant, asset_name, description, tags, hidden, created_at, created_by,
                            updated_at)
                        VALUES (:tenant, :name, :description, CAST(:tags AS jsonb), :hidden, :createdAt, :createdBy, :updatedAt)
                        ON CONFLICT (tenant, asset_name) DO NOTHING""")
                        .bind("tenant", tenant)
                        .bind("name", model.assetName())
                        .bind("description", model.description())
                        .bind("tags", write(model.tags()))
                        .bind("hidden", model.hidden())
                        .bind("createdAt", model.createdAt())
                        .bind("createdBy", model.createdBy())
                        .bind("updatedAt", model.updatedAt())
                        .execute()
                == 1;
    }

    void update(Model model) {
        sql.createUpdate("""
                        UPDATE registry.mlflow_model SET description = :description, tags = CAST(:tags AS jsonb),
                            hidden = :hidden, created_at = :createdAt, created_by = :createdBy, updated_at = :updatedAt
                        WHERE asset_name = :name""")
                .bind("name", model.assetName())
                .bind("description", model.description())
                .bind("tags", write(model.tags()))
                .bind("hidden", model.hidden())
                .bind("createdAt", model.createdAt())
                .bind("createdBy", model.createdBy())
                .bind("updatedAt", model.updatedAt())
                .execute();
    }

    Optional<Model> model(String assetName) {
        return one(assetName, "");
    }

    /** Held alone until the transaction ends. */
    Optional<Model> hold(String assetName) {
        return one(assetName, " FOR NO KEY UPDATE");
    }

    private Optional<Model> one(String assetName, String hold) {
        return sql.createQuery("SELECT " + MODEL + " FROM registry.mlflow_model WHERE asset_name = :name" + hold)
                .bind("name", assetName)
                .map(MlflowDao::model)
                .findOne();
    }

    /** Names of models, whether MLflow or the registry made them, by name; hidden ones are left out. */
    List<String> names(String after, int limit) {
        return sql.createQuery("""
                        WITH RECURSIVE own AS (
                            (SELECT name FROM registry.asset WHERE kind = 'model' AND name > :after ORDER BY name LIMIT 1)
                            UNION ALL
                            SELECT (SELECT a.name FROM registry.asset a
                                    WHERE a.kind = 'model' AND a.name > own.name ORDER BY a.name LIMIT 1)
                            FROM own WHERE own.name IS NOT NULL
                        ), few AS (SELECT name FROM own WHERE name IS NOT NULL LIMIT :limit)
                        SELECT name FROM (
                            SELECT name FROM few
                            UNION
                            (SELECT asset_name FROM registry.mlflow_model
                             WHERE asset_name > :after ORDER BY asset_name LIMIT :limit)) AS names
                        ORDER BY name
                        LIMIT :limit""")
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** Versions of the model that have no number yet, in the order of registration. */
    List<Numbered> unnumbered(String assetName) {
        return sql.createQuery("""
                        SELECT a.name, 0 AS number, a.version, a.id
                        FROM registry.asset a
                        WHERE a.kind = 'model' AND a.name = :name
                          AND NOT EXISTS (SELECT 1 FROM registry.mlflow_version v
                                          WHERE v.tenant = a.tenant AND v.asset_name = a.name AND v.version = a.version)
                        ORDER BY a.id
                        LIMIT 10000""")
                .bind("name", assetName)
                .map(MlflowDao::numbered)
                .list();
    }

    int highest(String assetName) {
        return sql.createQuery("SELECT coalesce(max(number), 0) FROM registry.mlflow_version WHERE asset_name = :name")
                .bind("name", assetName)
                .mapTo(Integer.class)
                .one();
    }

    void number(String tenant, Numbered numbered) {
        sql.createUpdate("""
                        INSERT INTO registry.mlflow_version (tenant, asset_name, number, version)
                        VALUES (:tenant, :name, :number, :version)""")
                .bind("tenant", tenant)
                .bind("name", numbered.assetName())
                .bind("number", numbered.number())
                .bind("version", numbered.version())
                .execute();
    }

    void hide(String assetName, int number) {
        sql.createUpdate(
                        "UPDATE registry.mlflow_version SET hidden = true WHERE asset_name = :name AND number = :number")
                .bind("name", assetName)
                .bind("number", number)
                .execute();
    }

    Optional<Numbered> version(String assetName, int number) {
        return sql.createQuery("""
                        SELECT v.asset_name AS name, v.number, v.version, a.id
                        FROM registry.mlflow_version v
                        JOIN registry.asset a ON a.tenant = v.tenant AND a.kind = 'model' AND a.name = v.asset_name
                            AND a.version = v.version
                        WHERE v.asset_name = :name AND v.number = :number AND NOT v.hidden""")
                .bind("name", assetName)
                .bind("number", number)
                .map(MlflowDao::numbered)
                .findOne();
    }

    /** Newest first. */
    List<Numbered> versions(String assetName, int limit) {
        return sql.createQuery("""
                        SELECT v.asset_name AS name, v.number, v.version, a.id
                        FROM registry.mlflow_version v
                        JOIN registry.asset a ON a.tenant = v.tenant AND a.kind = 'model' AND a.name = v.asset_name
                            AND a.version = v.version
                        WHERE v.asset_name = :name AND NOT v.hidden
                        ORDER BY v.number DESC
                        LIMIT :limit""")
                .bind("name", assetName)
                .bind("limit", limit)
                .map(MlflowDao::numbered)
                .list();
    }

    /** By name; those that lead to a version which MLflow does not see are left out. */
    List<Lead> aliases(String assetName) {
        return sql.createQuery("""
                        SELECT l.alias, v.number
                        FROM registry.alias l
                        JOIN registry.mlflow_version v ON v.tenant = l.tenant AND v.asset_name = l.name
                            AND v.version = l.version
                        WHERE l.kind = 'model' AND l.name = :name AND NOT v.hidden
                        ORDER BY l.alias
                        LIMIT 200""").bind("name", assetName).mapTo(Lead.class).list();
    }

    boolean taken(String assetName, String version) {
        return sql.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM registry.asset
                                       WHERE kind = 'model' AND name = :name AND version = :version)""")
                .bind("name", assetName)
                .bind("version", version)
                .mapTo(Boolean.class)
                .one();
    }

    private static Numbered numbered(ResultSet row, StatementContext context) throws SQLException {
        return new Numbered(row.getString("name"), row.getInt("number"), row.getString("version"), row.getString("id"));
    }

    private static Model model(ResultSet row, StatementContext context) throws SQLException {
        return new Model(
                row.getString("asset_name"),
                row.getString("description"),
                read(row.getString("tags")),
                row.getBoolean("hidden"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static String write(Map<String, String> tags) {
        return JSON.valueToTree(tags).toString();
    }

    private static Map<String, String> read(String json) {
        Map<String, String> tags = new TreeMap<>();
        try {
            JSON.readTree(json)
                    .properties()
                    .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
            return tags;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("registry.mlflow_model.tags cannot be read", e);
        }
    }
}
