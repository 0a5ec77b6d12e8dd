// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.version.SemVer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Versions in {@code registry.asset} that may be chosen. */
record CandidateDao(Handle sql) {
    /** Of one asset; lower ones are not considered. */
    static final int MAX_CANDIDATES = 1_000;

    private static final String COLUMNS = "kind, name, version, digest, status, dependencies ";

    /** Published before deprecated, each highest first. */
    List<Candidate> of(Target target) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.asset
                        WHERE kind = :kind AND name = :name AND status IN ('published', 'deprecated')
                        ORDER BY status DESC, sort_key DESC, version DESC
                        LIMIT :limit""")
                .bind("kind", target.kind().wireName())
                .bind("name", target.name())
                .bind("limit", MAX_CANDIDATES)
                .map(CandidateDao::read)
                .list();
    }

    Optional<Candidate> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM registry.asset WHERE id = :id")
                .bind("id", id)
                .map(CandidateDao::read)
                .findOne();
    }

    Optional<Candidate> find(Target target, String version) {
        return sql.createQuery("SELECT " + COLUMNS + """
                         FROM registry.asset WHERE kind = :kind AND name = :name AND version = :version""")
                .bind("kind", target.kind().wireName())
                .bind("name", target.name())
                .bind("version", version)
                .map(CandidateDao::read)
                .findOne();
    }

    private static Candidate read(ResultSet row, StatementContext context) throws SQLException {
        return new Candidate(
                new Target(AssetKind.parse(row.getString("kind")), row.getString("name")),
                SemVer.parse(row.getString("version")),
                row.getString("digest"),
                row.getString("status"),
                dependencies(row.getString("dependencies")));
    }

    private static List<AssetDependency> dependencies(@Nullable String json) {
        List<AssetDependency> dependencies = new ArrayList<>();
        if (json != null) {
            for (JsonNode item : JsonSource.read(json).root()) {
                dependencies.add(new AssetDependency(
                        AssetKind.parse(item.path("kind").asText()),
                        item.path("name").asText(),
                        item.path("constraint").asText(),
                        AssetDependency.Type.parse(item.path("type").asText()),
                        item.path("required").asBoolean()));
            }
        }
        return dependencies;
    }
}
