// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.ContentEvent;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import dev.llmops.registry.content.ContentHash.Digests;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a whole upload an object: bytes into the first tier, then one transaction that names them, ends the upload and
 * its reservation. Bytes the organisation has already are not stored again; damaged ones are replaced. A crash between
 * the two leaves the upload as it was and bytes that nothing names, which {@link ContentKeeper} removes.
 */
@Singleton
final class ContentEntry {
    /** Longer than anybody who learnt the old location can need to open it. */
    static final Duration GRACE = Duration.ofMinutes(10);

    private final Database database;
    private final Blobs blobs;
    private final Clock clock;

    ContentEntry(Database database, Blobs blobs, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
    }

    /** @param created false when the organisation held the object already */
    record Entered(ContentRow content, boolean created) {}

    /** @param file synced, and of these digests */
    Entered enter(Caller caller, UploadRow upload, Path file, long sizeBytes, Digests digests) throws IOException {
        ContentDigest digest = ContentDigest.sha256(digests.sha256());
        Optional<ContentRow> held = database.read(caller.tenant(), sql -> new ContentDao(sql).find(digest))
                .filter(row -> !row.damaged());
        if (held.isPresent()) {
            Optional<Entered> known = ended(caller, upload, digests);
            if (known.isPresent()) {
                return known.get();
            }
        }
        String location = Blobs.newLocation(digests.sha256());
        BlobStore hot = blobs.of(Tier.HOT);
        boolean used = false;
        try {
            long writtenAt = hot.put(caller.tenant(), location, file);
            ContentRow row = row(caller, upload, sizeBytes, digests, location, writtenAt);
            blobs.confirm(caller.tenant(), Tier.HOT, row, location);
            Entered entered = name(caller, upload, row, digests);
            used = entered.content().location().equals(location);
            return entered;
        } finally {
            if (!used) {
                hot.remove(caller.tenant(), location);
            }
        }
    }

    private ContentRow row(
            Caller caller, UploadRow upload, long sizeBytes, Digests digests, String location, long writtenAt) {
        Instant now = clock.instant();
        return new ContentRow(
                Ulids.next(),
                digests.sha256(),
                sizeBytes,
                upload.contentType(),
                upload.fileName(),
                digests.hex(Algorithm.BLAKE3),
                digests.hex(Algorithm.SHA3_256),
                Tier.HOT,
                location,
                writtenAt,
                false,
                now,
                caller.name(),
                now,
                now);
    }

    /** Ends an upload of what is held; empty when that was deleted or damaged meanwhile. */
    private Optional<Entered> ended(Caller caller, UploadRow upload, Digests digests) {
        return database.change(caller, (sql, events) -> {
            ContentDao contents = new ContentDao(sql);
            Optional<ContentRow> row =
                    contents.hold(ContentDigest.sha256(digests.sha256())).filter(one -> !one.damaged());
            row.ifPresent(one -> {
                contents.addDigests(one.sha256(), digests.hex(Algorithm.BLAKE3), digests.hex(Algorithm.SHA3_256));
                new UploadDao(sql).delete(upload.id());
            });
            return row.map(one -> new Entered(one, false));
        });
    }

    private Entered name(Caller caller, UploadRow upload, ContentRow row, Digests digests) {
        return database.change(caller, (sql, events) -> {
            ContentDao contents = new ContentDao(sql);
            UploadDao uploads = new UploadDao(sql);
            uploads.holdUsage(caller.tenant().value());
            uploads.delete(upload.id());
            if (contents.insert(caller.tenant().value(), row)) {
                uploads.addUsage(row.sizeBytes(), 1);
                events.append(
                        new ContentEvent.ContentStored(row.digest().toString(), row.sizeBytes(), row.contentType()));
                return new Entered(row, true);
            }
            ContentRow held = contents.hold(row.digest()).orElseThrow();
            contents.addDigests(held.sha256(), digests.hex(Algorithm.BLAKE3), digests.hex(Algorithm.SHA3_256));
            if (held.damaged()
                    && contents.move(held, row.tier(), row.location(), row.writtenAtMicros(), row.createdAt())) {
                new LeavingDao(sql)
                        .add(
                                caller.tenant().value(),
                                held.tier(),
                                held.location(),
                                row.createdAt().plus(GRACE));
                events.append(new ContentEvent.ContentRepaired(held.digest().toString()));
            }
            return new Entered(contents.find(row.digest()).orElseThrow(), false);
        });
    }
}
