// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import dev.llmops.analytics.store.DayFiles;
import dev.llmops.analytics.store.EventStore;
import dev.llmops.analytics.store.Loader;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks the store, on two threads of its own (native calls would pin virtual ones) and not longer than 30 s. */
public final class QueryEngine implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(QueryEngine.class);
    private static final int READERS = 2;
    private static final int MAX_WAITING = 64;

    private final Loader loader;
    private final Duration timeout;
    private final ThreadPoolExecutor readers;

    public QueryEngine(Loader loader, Duration timeout) {
        this.loader = loader;
        this.timeout = timeout;
        this.readers = new ThreadPoolExecutor(
                READERS,
                READERS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().daemon().name("analytics-reader-", 1).factory());
        this.readers.allowCoreThreadTimeOut(true);
    }

    /** A query under way, so that it can be stopped from another thread. */
    private static final class Running {
        private final AtomicReference<@Nullable PreparedStatement> statement = new AtomicReference<>();
        private volatile boolean stopped;

        void started(PreparedStatement running) {
            statement.set(running);
            if (stopped) {
                throw new Problem(ErrorCode.UNAVAILABLE, "The query was stopped");
            }
        }

        void stop() {
            stopped = true;
            PreparedStatement running = statement.get();
            if (running != null) {
                try {
                    running.cancel();
                } catch (SQLException e) {
                    LOG.debugf(e, "analytics: a query could not be stopped");
                }
            }
        }
    }

    /** Work that reads the store through one connection. */
    @FunctionalInterface
    public interface Reading<T> {
        T with(EventStore store, Connection connection, Consumer<PreparedStatement> started) throws SQLException;
    }

    public Answer ask(Question question, TenantId tenant) {
        return read((store, connection, started) -> answer(question, tenant, store, connection, started));
    }

    /** Reads on one of the readers; waits for it, at most the timeout. */
    public <T> T read(Reading<T> reading) {
        Running running = new Running();
        Future<T> answer;
        try {
            answer = readers.submit(() -> read(reading, running));
        } catch (RejectedExecutionException e) {
            throw new Problem(
                    ErrorCode.RATE_LIMITED,
                    "Too many queries wait to be answered; try again shortly",
                    Duration.ofSeconds(1));
        }
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            stop(answer, running);
            throw new Problem(
                    ErrorCode.UNAVAILABLE,
                    "The query took longer than " + timeout.toSeconds()
                            + " s; ask for a shorter time range or fewer dimensions");
        } catch (InterruptedException e) {
            stop(answer, running);
            Thread.currentThread().interrupt();
            throw new Problem(ErrorCode.UNAVAILABLE, "The query was interrupted");
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        }
    }

    private <T> T read(Reading<T> reading, Running running) throws SQLException {
        EventStore store = loader.store();
        try (Connection connection = store.connect()) {
            return reading.with(store, connection, running::started);
        }
    }

    private void stop(Future<?> answer, Running running) {
        running.stop();
        answer.cancel(false);
        readers.purge();
    }

    private static RuntimeException refusal(@Nullable Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof SQLException sql) {
            if (String.valueOf(sql.getMessage()).contains("Out of Memory")) {
                return new Problem(
                        ErrorCode.OVERLOADED,
                        "The query needs more memory than it may have; ask for a shorter time range or fewer dimensions",
                        Duration.ofSeconds(5));
            }
            LOG.errorf(sql, "analytics: a query failed");
            return new Problem(
                    ErrorCode.UNAVAILABLE,
                    "The event store cannot answer now; try again shortly",
                    Duration.ofSeconds(2));
        }
        return new IllegalStateException("a query failed", cause);
    }

    private static Answer answer(
            Question question,
            TenantId tenant,
            EventStore store,
            Connection connection,
            Consumer<PreparedStatement> started)
            throws SQLException {
        LocalDate first = LocalDate.ofInstant(question.from(), ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(question.to().minusNanos(1), ZoneOffset.UTC);
        List<LocalDate> days = store.files().between(first, last);
        QuerySql sql = QuerySql.of(question, tenant, days);
        try (DayFiles.Use _ = store.files().use(days);
                PreparedStatement statement = connection.prepareStatement(sql.text())) {
            started.accept(statement);
            for (int i = 0; i < sql.parameters().size(); i++) {
                statement.setObject(i + 1, sql.parameters().get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return answer(question, rows);
            }
        }
    }

    private static Answer answer(Question question, ResultSet result) throws SQLException {
        List<Answer.Column> columns = columns(question);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        QueryCursor next = null;
        while (result.next()) {
            if (rows.size() == question.limit()) {
                next = cursor(question, rows.getLast());
                break;
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                row.add(result.getObject(i + 1));
            }
            rows.add(row);
        }
        if (question.grain() != null) {
            rows.forEach(row -> row.set(
                    0,
                    row.get(0) instanceof Long millis
                            ? Instant.ofEpochMilli(millis).toString()
                            : null));
        }
        return new Answer(columns, rows, next == null ? null : next.encode());
    }

    private static List<Answer.Column> columns(Question question) {
        List<Answer.Column> columns = new ArrayList<>();
        if (question.grain() != null) {
            columns.add(new Answer.Column("time", "timestamp"));
        }
        question.dimensions()
                .forEach(dimension -> columns.add(
                        new Answer.Column(dimension.wireName(), dimension.isBoolean() ? "boolean" : "string")));
        question.measures().forEach(measure -> columns.add(new Answer.Column(measure.wireName(), measure.type())));
        return columns;
    }

    /** The sort keys of a row: time and dimensions, or first measure and dimensions. */
    private static QueryCursor cursor(Question question, List<@Nullable Object> row) {
        int dimensions = question.dimensions().size();
        List<@Nullable Object> after = new ArrayList<>();
        if (question.grain() != null) {
            after.addAll(row.subList(0, dimensions + 1));
        } else {
            after.add(row.get(dimensions));
            after.addAll(row.subList(0, dimensions));
        }
        return new QueryCursor(question.fingerprint(), question.from(), question.to(), after);
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
