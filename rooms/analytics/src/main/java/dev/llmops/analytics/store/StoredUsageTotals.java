// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
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

/** Sums per subscription over the day files, after everything in the log was stored. History that never happened is left out. */
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
        loader.awaitLoaded(WAIT);
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        EventStore store = loader.store();
        List<LocalDate> days = store.files().between(first, last);
        Map<String, Totals> totals = new HashMap<>();
        try (Connection connection = store.connect()) {
            for (LocalDate day : days) {
                try (DayFiles.Use _ = store.files().use(List.of(day))) {
                    add(connection, day, from, totals);
                }
            }
        } catch (SQLException e) {
            LOG.errorf(e, "analytics: the totals since %s cannot be read", from);
            throw new Problem(
                    ErrorCode.UNAVAILABLE,
                    "The usage totals cannot be read now; try again shortly",
                    Duration.ofSeconds(5));
        }
        return totals;
    }

    private static void add(Connection connection, LocalDate day, Instant from, Map<String, Totals> totals)
            throws SQLException {
        String sql = """
                SELECT subscription, count(*), sum(input_tokens + output_tokens)::BIGINT
                FROM %s.usage
                WHERE time >= make_timestamp(?) AND NOT simulated AND status IN (%s)
                GROUP BY subscription
                """.formatted(DaySchema.catalogue(day), COUNTING);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, from.toEpochMilli() * 1000);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    totals.merge(
                            rows.getString(1),
                            new Totals(rows.getLong(2), rows.getLong(3)),
                            (a, b) -> new Totals(a.calls() + b.calls(), a.tokens() + b.tokens()));
                }
            }
        }
    }
}
