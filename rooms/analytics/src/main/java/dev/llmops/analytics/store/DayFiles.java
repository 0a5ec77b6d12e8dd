// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The day files: attached when somebody reads or writes them, detached when many others were used since. A file that is
 * no database any more is set aside; what the log still holds of its day is loaded again.
 */
public final class DayFiles {
    private static final Logger LOG = Logger.getLogger(DayFiles.class);
    private static final String PREFIX = "events-";
    private static final String SUFFIX = ".duckdb";
    private static final List<String> SIGNS_OF_DAMAGE =
            List.of("not a valid DuckDB", "orrupt", "checksum", "replaying WAL", "erialization", "INTERNAL Error");

    private final Path folder;
    private final Connection connection;
    private final int maxIdle;
    private final Clock clock;
    private final Runnable onSetAside;
    /** Attached days and how many use them now, least recently used first. */
    private final Map<LocalDate, Integer> attached = new LinkedHashMap<>(64, 0.75f, true);

    private final NavigableSet<LocalDate> days = new ConcurrentSkipListSet<>();
    private volatile boolean rebuildNeeded;

    /** @param onSetAside called before a damaged file is moved away */
    DayFiles(Path folder, Connection connection, int maxIdle, Clock clock, Runnable onSetAside) throws IOException {
        this.folder = folder;
        this.connection = connection;
        this.maxIdle = maxIdle;
        this.clock = clock;
        this.onSetAside = onSetAside;
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("events-\\d{8}\\.duckdb"))
                    .map(name -> LocalDate.parse(
                            name.substring(PREFIX.length(), name.length() - SUFFIX.length()),
                            DateTimeFormatter.BASIC_ISO_DATE))
                    .forEach(days::add);
        }
    }

    /** The days there is a file for, within a range, both ends included. */
    public List<LocalDate> between(LocalDate first, LocalDate last) {
        return first.isAfter(last) ? List.of() : List.copyOf(days.subSet(first, true, last, true));
    }

    /** Holds files open until it is closed. */
    public final class Use implements AutoCloseable {
        private final List<LocalDate> held;

        private Use(List<LocalDate> held) {
            this.held = held;
        }

        @Override
        public void close() {
            release(held);
        }
    }

    /** Attaches days, creating files that are missing. */
    public synchronized Use use(Collection<LocalDate> wanted) throws SQLException {
        List<LocalDate> held = new ArrayList<>(wanted.size());
        try {
            for (LocalDate day : wanted) {
                if (!attached.containsKey(day)) {
                    attachOrStartAgain(day);
                }
                attached.merge(day, 1, Integer::sum);
                held.add(day);
            }
            return new Use(held);
        } catch (SQLException | RuntimeException e) {
            release(held);
            throw e;
        }
    }

    private void attachOrStartAgain(LocalDate day) throws SQLException {
        try {
            attach(day);
        } catch (SQLException e) {
            if (!damaged(e)) {
                throw e;
            }
            LOG.errorf(e, "analytics: the file of %s cannot be read; it is set aside and the day loaded again", day);
            rebuildNeeded = true;
            onSetAside.run();
            setAside(day);
            attach(day);
        }
    }

    static boolean damaged(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return SIGNS_OF_DAMAGE.stream().anyMatch(message::contains);
    }

    private void attach(LocalDate day) throws SQLException {
        String path = file(day).toString().replace("'", "''");
        run("ATTACH '" + path + "' AS " + DaySchema.catalogue(day));
        try {
            run("BEGIN TRANSACTION");
            for (String table : DaySchema.create(day)) {
                run(table);
            }
            if (asks(DaySchema.lacksParts(day))) {
                for (String column : DaySchema.addParts(day)) {
                    run(column);
                }
            }
            run("COMMIT");
        } catch (SQLException e) {
            runQuietly("ROLLBACK");
            runQuietly("DETACH " + DaySchema.catalogue(day));
            throw e;
        }
        attached.put(day, 0);
        days.add(day);
    }

    private synchronized void release(List<LocalDate> held) {
        for (LocalDate day : held) {
            attached.computeIfPresent(day, (same, users) -> users - 1);
        }
        Iterator<Map.Entry<LocalDate, Integer>> oldest = attached.entrySet().iterator();
        int over = attached.size() - maxIdle;
        while (over > 0 && oldest.hasNext()) {
            Map.Entry<LocalDate, Integer> candidate = oldest.next();
            if (candidate.getValue() == 0) {
                runQuietly("DETACH " + DaySchema.catalogue(candidate.getKey()));
                oldest.remove();
                over--;
            }
        }
    }

    private void setAside(LocalDate day) {
        Path aside = folder.resolve("damaged");
        String stamp = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss")
                .withZone(java.time.ZoneOffset.UTC)
                .format(clock.instant());
        try {
            Files.createDirectories(aside);
            for (Path part : List.of(file(day), Path.of(file(day) + ".wal"))) {
                if (Files.exists(part)) {
                    Files.move(part, aside.resolve(part.getFileName() + "." + stamp));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the damaged file of " + day + " cannot be moved away", e);
        }
    }

    Path file(LocalDate day) {
        return folder.resolve(PREFIX + day.format(DateTimeFormatter.BASIC_ISO_DATE) + SUFFIX);
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean asks(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private void runQuietly(String sql) {
        try {
            run(sql);
        } catch (SQLException e) {
            LOG.debugf(e, "analytics: %s", sql);
        }
    }

    /** Whether a file was replaced by an empty one: nothing may be written before the log is read from its start. */
    boolean rebuildNeeded() {
        return rebuildNeeded;
    }

    synchronized int attachedCount() {
        return attached.size();
    }
}
