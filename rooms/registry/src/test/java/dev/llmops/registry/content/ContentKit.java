// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.WireFormat;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The store's use cases over a database and a directory; making it again over the same two is a restart. */
final class ContentKit {
    static final long QUOTA = 1_000_000;

    final MutableClock clock;
    final ContentSettings settings;
    final Database database;
    final Blobs blobs;
    final Uploads uploads;
    final UploadBytes bytes;
    final ContentCheck check;
    final ReadTimes readTimes = new ReadTimes();
    final ContentCatalogue catalogue;
    final Artifacts artifacts;
    final Rules rules;
    final ContentKeeper keeper;
    final LocalContents door;

    ContentKit(PostgresKit postgres, ContentSettings settings, MutableClock clock) {
        this.clock = clock;
        this.settings = settings;
        this.database = postgres.database();
        Quota quota = new Quota(settings);
        DiskRoom disk = new DiskRoom(settings);
        ActiveUploads active = new ActiveUploads();
        blobs = new Blobs(settings);
        bytes = new UploadBytes(database, settings, blobs, quota, disk, active, clock);
        uploads = new Uploads(
                database, settings, quota, disk, active, bytes, new ContentEntry(database, blobs, clock), clock);
        check = new ContentCheck(database, blobs, clock);
        catalogue = new ContentCatalogue(database, blobs, check, readTimes, quota, clock);
        artifacts = new Artifacts(database, clock);
        rules = new Rules(database, blobs, WireFormat.newMapper(), clock);
        TierMove move = new TierMove(database, blobs, rules, check, clock);
        keeper = new ContentKeeper(database, settings, blobs, readTimes, check, move, clock);
        door = new LocalContents(database, catalogue);
    }

    ContentKit(PostgresKit postgres, Path directory) {
        this(postgres, settings(directory, null), new MutableClock(Instant.now().truncatedTo(ChronoUnit.MICROS)));
    }

    static ContentSettings settings(Path directory, ContentSettings.@Nullable S3 s3) {
        return new ContentSettings(
                directory.resolve("content"),
                directory.resolve("warm"),
                false,
                s3,
                600_000,
                QUOTA,
                0,
                Duration.ofHours(24),
                Duration.ofDays(7),
                Long.MAX_VALUE);
    }

    static Uploads.Announced announced(@Nullable Long size, @Nullable String digest) {
        return new Uploads.Announced(
                size, ContentDigest.parseOrNull(digest), Algorithm.SHA256, "application/octet-stream", "weights.bin");
    }

    ContentRow stored(Caller caller, byte[] content) throws IOException {
        return uploads.put(caller, announced(null, sha256(content)), content.length, stream(content))
                .content();
    }

    /** An asset row as the room's root package writes it. */
    String asset(Caller caller, String status) {
        String id = Ulids.next();
        return database.change(caller, (sql, events) -> {
            sql.createUpdate("""
                            INSERT INTO registry.asset (
                                tenant, id, kind, name, version, sort_key, stable, status, tags, labels, spec, digest,
                                revision, created_at, created_by, updated_at, updated_by)
                            VALUES (
                                :tenant, :id, 'model', lower(:id), '1.0.0', '1', true, :status, '[]', '{}', '{}', 'd', 1,
                                now(), 'test', now(), 'test')""")
                    .bind("tenant", caller.tenant().value())
                    .bind("id", id)
                    .bind("status", status)
                    .execute();
            return id;
        });
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    /** Some bytes, and what happens when more are asked for; then the end. */
    static InputStream andThen(byte[] bytes, Callable<?> atTheEnd) {
        return new FilterInputStream(stream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                if (read < 0) {
                    try {
                        atTheEnd.call();
                    } catch (IOException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                }
                return read;
            }
        };
    }

    static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
