// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What must happen to objects while nobody asks for them, one organisation after the other: read times are written,
 * expired uploads and bytes that nothing names are removed, objects move to the tier that the rules want, and those not
 * checked for a week are hashed again, slowly. Organisations are those that have a directory.
 */
@Singleton
final class ContentKeeper {
    private static final Logger LOG = Logger.getLogger(ContentKeeper.class);
    private static final int BATCH = 100;
    /** Bytes without a row may belong to an upload that is just being completed. */
    private static final Duration ORPHANED_AFTER = Duration.ofHours(24);

    private final Database database;
    private final ContentSettings settings;
    private final Blobs blobs;
    private final ReadTimes readTimes;
    private final ContentCheck check;
    private final TierMove move;
    private final Clock clock;
    private int rounds;

    ContentKeeper(
            Database database,
            ContentSettings settings,
            Blobs blobs,
            ReadTimes readTimes,
            ContentCheck check,
            TierMove move,
            Clock clock) {
        this.database = database;
        this.settings = settings;
        this.blobs = blobs;
        this.readTimes = readTimes;
        this.check = check;
        this.move = move;
        this.clock = clock;
    }

    /** One round. What fails for one organisation is tried again in the next round and keeps no other from its turn. */
    void round() throws IOException {
        writeReadTimes();
        String slice = HexFormat.of().toHexDigits((byte) rounds);
        rounds++;
        for (TenantId tenant : tenants()) {
            try {
                removeExpiredUploads(tenant);
                removeLeaving(tenant);
                removeOrphans(tenant, slice);
                move.toWhereTheyBelong(tenant, BATCH);
                verifyOldest(tenant);
            } catch (IOException | Problem e) {
                LOG.warnf("objects of %s wait for the next round: %s", tenant.value(), e.getMessage());
            }
        }
    }

    private void writeReadTimes() {
        readTimes.take().forEach((tenant, reads) -> {
            if (!reads.isEmpty()) {
                database.change(ContentCheck.system(tenant), (sql, events) -> {
                    new ContentDao(sql).markRead(reads);
                    return reads;
                });
            }
        });
    }

    private Set<TenantId> tenants() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path root : List.of(blobs.files().root(), blobs.warmRoot())) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> directories = Files.list(root)) {
                    directories
                            .filter(Files::isDirectory)
                            .map(directory -> String.valueOf(directory.getFileName()))
                            .filter(name -> name.matches("[0-9A-Za-z_-]{1,64}"))
                            .forEach(names::add);
                }
            }
        }
        Set<TenantId> tenants = new HashSet<>();
        names.forEach(name -> tenants.add(new TenantId(name)));
        return tenants;
    }

    private void removeExpiredUploads(TenantId tenant) throws IOException {
        List<String> expired = database.read(tenant, sql -> new UploadDao(sql).expired(clock.instant(), BATCH));
        for (String upload : expired) {
            database.change(ContentCheck.system(tenant), (sql, events) -> new UploadDao(sql).delete(upload));
            Files.deleteIfExists(blobs.files().incoming(tenant, upload));
        }
        Set<String> known = new HashSet<>(database.read(tenant, sql -> new UploadDao(sql).ids(Quota.MAX_UPLOADS + 1)));
        Path incoming = blobs.files().root().resolve(tenant.value()).resolve(FileBlobs.INCOMING);
        if (Files.isDirectory(incoming)) {
            try (Stream<Path> files = Files.list(incoming)) {
                for (Path file : files.toList()) {
                    if (!known.contains(String.valueOf(file.getFileName())) && isOld(file)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    private void removeLeaving(TenantId tenant) throws IOException {
        Instant now = clock.instant();
        for (LeavingDao.Leaving gone : database.read(tenant, sql -> new LeavingDao(sql).due(now, BATCH))) {
            blobs.of(gone.tier()).remove(tenant, gone.location());
            database.change(ContentCheck.system(tenant), (sql, events) -> {
                new LeavingDao(sql).remove(gone);
                return gone;
            });
        }
    }

    /**
     * Removes files that nothing names, which a crash between bytes and row leaves behind: in each round those whose
     * digest begins with two other digits.
     */
    void removeOrphans(TenantId tenant, String slice) throws IOException {
        for (Path root : List.of(blobs.files().root(), blobs.warmRoot())) {
            Path directory = root.resolve(tenant.value()).resolve(slice);
            if (Files.isDirectory(directory)) {
                Set<String> named = new HashSet<>(database.read(tenant, sql -> new LeavingDao(sql).named(slice)));
                try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.toList()) {
                        if (!named.contains(slice + "/" + file.getFileName()) && isOld(file)) {
                            Files.deleteIfExists(file);
                        }
                    }
                }
            }
        }
    }

    private boolean isOld(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(clock.instant().minus(ORPHANED_AFTER));
    }

    private void verifyOldest(TenantId tenant) throws IOException {
        Instant before = clock.instant().minus(settings.verifyEvery());
        InputPace pace = new InputPace(settings.scrubBytesPerSecond());
        for (ContentRow row : database.read(tenant, sql -> new ContentDao(sql).unverifiedSince(before, BATCH))) {
            check.verify(tenant, row, "scrub", pace);
        }
    }
}
