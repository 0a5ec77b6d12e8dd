// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import dev.llmops.contracts.analytics.UsageByKey;
import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Sums per subscription or key over the day files, after everything in the log was stored. History that never happened is left out. */
public final class StoredUsageTotals implements UsageTotals {
    private static final Logger LOG = Logger.getLogger(StoredUsageTotals.class);
    private static final Duration WAIT = Duration.ofSeconds(30);
    /** Closed set of names, safe to stand in SQL. */
    private static final String COUNTING = Arrays.stream(CallStatus.values())
            .filter(CallStatus::counts)
            .map(status -> "'" + status.wireName() + "'")
            .collect(Collectors.joining(", "));

    private final Loader loader;
    private final Clock clock;

    public StoredUsageTotals(Loader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public Map<String, Totals> since(Instant from) {
        Map<String, Totals> totals = new HashMap<>();
        eachDay(
                from,
                "subscription, count(*), sum(input_tokens + output_tokens)::BIGINT",
                "subscription",
                row -> totals.merge(
                        row.getString(1),
                        new Totals(row.getLong(2), row.getLong(3)),
                        (a, b) -> new Totals(a.calls() + b.calls(), a.tokens() + b.tokens())));
        return totals;
    }

    /** The same per key, with what it cost. */
    public List<UsageByKey.Totals> byKey(Instant from) {
        Map<String, UsageByKey.Totals> totals = new HashMap<>();
        String sums = "tenant, key, count(*), sum(input_tokens)::BIGINT, sum(output_tokens)::BIGINT,"
                + " coalesce(sum(cost_micro_usd), 0)::BIGINT";
        eachDay(from, sums, "tenant, key", row -> {
            UsageByKey.Totals day = new UsageByKey.Totals(
                    new TenantId(row.getString(1)),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6));
            totals.merge(day.tenant().value() + " " + day.keyId(), day, StoredUsageTotals::together);
        });
        return List.copyOf(totals.values());
    }

    private static UsageByKey.Totals together(UsageByKey.Totals a, UsageByKey.Totals b) {
        return new UsageByKey.Totals(
                a.tenant(),
                a.keyId(),
                a.calls() + b.calls(),
                a.inputTokens() + b.inputTokens(),
                a.outputTokens() + b.outputTokens(),
                a.costMicroUsd() + b.costMicroUsd());
    }

    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    /** @param columns with {@code group} closed sets of names, safe to stand in SQL */
    private void eachDay(Instant from, String columns, String group, Row reader) {
        loader.awaitLoaded(WAIT);
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        EventStore store = loader.store();
        try (Connection connection = store.connect()) {
            for (LocalDate day : store.files().between(first, last)) {
                try (DayFiles.Use _ = store.files().use(List.of(day))) {
                    read(connection, day, from, columns, group, reader);
                }
            }
        } catch (SQLException e) {
            LOG.errorf(e, "analytics: the totals since %s cannot be read", from);
            throw new Problem(
                    ErrorCode.UNAVAILABLE,
                    "The usage totals cannot be read now; try again shortly",
                    Duration.ofSeconds(5));
        }
    }

    private static void read(
            Connection connection, LocalDate day, Instant from, String columns, String group, Row reader)
            throws SQLException {
        String sql = """
                SELECT %s
                FROM %s.usage
                WHERE time >= make_timestamp(?) AND NOT simulated AND status IN (%s)
                GROUP BY %s
                """.formatted(columns, DaySchema.catalogue(day), COUNTING, group);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, from.toEpochMilli() * 1000);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }
}
