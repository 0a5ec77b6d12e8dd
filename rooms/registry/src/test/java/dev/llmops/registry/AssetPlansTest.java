// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.version.SemVer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No read walks through 100,000 rows. The queries themselves are run, as role serve under row-level security, often
 * enough that the server also plans them without their parameters; then the server says how the tables were scanned.
 */
class AssetPlansTest {
    private static final int REPEATS = 12;
    private static final int ROWS = 100_000;

    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    /** 20,000 names of five versions; every row has the word "model", one in 10,000 the word "rare". */
    @BeforeAll
    static void fill() {
        try (Handle sql = POSTGRES.owner().open()) {
            fill(sql, POSTGRES.tenant().value(), ROWS);
            fill(sql, POSTGRES.otherTenant().value(), 2_000);
            sql.execute("ANALYZE registry.asset, registry.asset_term");
        }
    }

    private static void fill(Handle sql, String tenant, int rows) {
        sql.createUpdate("""
                        INSERT INTO registry.asset (
                            tenant, id, kind, name, version, sort_key, stable, status, tags, labels, spec, digest,
                            revision, created_at, created_by, updated_at, updated_by)
                        SELECT :tenant, left(:tenant, 12) || lpad(n::text, 14, '0'),
                            (ARRAY['model', 'model', 'model', 'prompt', 'service'])[1 + (n / 5) % 5],
                            'team-' || (n / 5) % 100 || '/model-' || n / 5, '1.' || n % 5 || '.0',
                            '001100' || '1' || n % 5 || '0010~', true,
                            CASE WHEN n % 10 = 0 THEN 'draft' WHEN n % 1000 = 1 THEN 'retired' ELSE 'published' END,
                            '[]', '{}', '{"type":"completion"}', 'sha256:', 1, now(), 'x', now(), 'x'
                        FROM generate_series(1, :rows) AS n""").bind("tenant", tenant).bind("rows", rows).execute();
        sql.createUpdate("""
                        INSERT INTO registry.asset_term (tenant, asset_id, field, value)
                        SELECT :tenant, left(:tenant, 12) || lpad(n::text, 14, '0'), term.field, term.value
                        FROM generate_series(1, :rows) AS n
                        CROSS JOIN LATERAL (VALUES
                            ('word', 'model'), ('word', 'n' || n), ('tag', 'tag-' || n % 2), ('tag', 'only-' || n % 20000),
                            ('label', 'team=' || n % 100), ('word', CASE WHEN n % 10000 = 0 THEN 'rare' ELSE 'usual' END)
                        ) AS term (field, value)""").bind("tenant", tenant).bind("rows", rows).execute();
    }

    static Stream<Arguments> reads() {
        String id = POSTGRES.tenant().value().substring(0, 12) + "00000000050000";
        AssetRef ref = new AssetRef(AssetKind.MODEL, "team-0/model-10000", "1.1.0");
        return Stream.of(
                read("by id", sql -> assertThat(new AssetDao(sql).find(id, AssetDao.Hold.NOT))
                        .isPresent()),
                read("by name and version", sql -> assertThat(
                                new AssetDao(sql).find(ref.kind(), ref.name(), ref.version(), AssetDao.Hold.NOT))
                        .isPresent()),
                read("latest", sql -> assertThat(new AssetDao(sql).latest(ref.kind(), ref.name()))
                        .isPresent()),
                read("versions", sql -> assertThat(
                                new AssetDao(sql).versions(ref.kind(), ref.name(), SemVer.parse("1.3.0"), 51))
                        .hasSize(3)),
                read("is served", sql -> assertThat(new AssetDao(sql).isServed(ref))
                        .isFalse()),
                list(Map.of()),
                list(Map.of("sort", "created_at")),
                list(Map.of("sort", "name")),
                list(Map.of("kind", "service")),
                list(Map.of("status", "retired")),
                list(Map.of("status", "published")),
                list(Map.of("kind", "model", "status", "draft")),
                list(Map.of("kind", "model", "status", "draft", "sort", "name")),
                list(Map.of("name", "team-7/")),
                list(Map.of("name", "team-7/model-107")),
                list(Map.of("name", "team", "sort", "name")),
                list(Map.of("name", "team-7/", "kind", "model", "status", "published", "sort", "name")),
                list(Map.of("tag", "tag-1")),
                list(Map.of("tag", "only-77")),
                list(Map.of("label.team", "42")),
                list(Map.of("q", "model")),
                list(Map.of("q", "rare")),
                list(Map.of("q", "rare model")),
                list(Map.of("q", "n4711")),
                list(Map.of("q", "n4711", "kind", "model", "sort", "name")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reads")
    void isReadThroughAnIndex(String what, Consumer<Handle> read) {
        Scans scans = POSTGRES.database().read(POSTGRES.tenant(), sql -> {
            Scans before = scans(sql);
            for (int i = 0; i < REPEATS; i++) {
                read.accept(sql);
            }
            return scans(sql).since(before);
        });
        assertThat(scans.sequential()).as(what).isZero();
        assertThat(scans.byIndex()).as(what).isGreaterThanOrEqualTo(REPEATS);
    }

    /** The test above could not fail if the server did not count. */
    @Test
    void aSequentialScanWouldBeSeen() {
        Scans scans = POSTGRES.database().read(POSTGRES.tenant(), sql -> {
            Scans before = scans(sql);
            sql.execute("SELECT count(*) FROM registry.asset WHERE digest LIKE 'x%'");
            return scans(sql).since(before);
        });
        assertThat(scans.sequential()).isPositive();
    }

    private record Scans(long sequential, long byIndex) {
        Scans since(Scans before) {
            return new Scans(sequential - before.sequential, byIndex - before.byIndex);
        }
    }

    private static Scans scans(Handle sql) {
        return sql.createQuery("""
                        SELECT coalesce(sum(seq_scan), 0) AS sequential, coalesce(sum(idx_scan), 0) AS by_index
                        FROM pg_stat_xact_user_tables WHERE schemaname = 'registry'""")
                .map((row, context) -> new Scans(row.getLong("sequential"), row.getLong("by_index")))
                .one();
    }

    private static Arguments read(String what, Consumer<Handle> read) {
        return Arguments.of(what, read);
    }

    private static Arguments list(Map<String, String> query) {
        Map<String, List<String>> parameters = new java.util.TreeMap<>();
        query.forEach((key, value) -> parameters.put(key, List.of(value)));
        AssetFilter filter = AssetFilter.of(parameters);
        return read(query.toString(), sql -> assertThat(new AssetListDao(sql)
                        .list(filter, PageRequest.of(50, null))
                        .items())
                .isNotEmpty());
    }
}
