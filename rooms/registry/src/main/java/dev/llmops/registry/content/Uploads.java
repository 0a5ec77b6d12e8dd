// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import dev.llmops.registry.content.ContentHash.Digests;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Uploads from their beginning to the object. The bytes themselves go through {@link UploadBytes}. */
@Singleton
final class Uploads {
    private final Database database;
    private final ContentSettings settings;
    private final Quota quota;
    private final DiskRoom disk;
    private final ActiveUploads active;
    private final UploadBytes bytes;
    private final ContentEntry entry;
    private final Clock clock;

    Uploads(
            Database database,
            ContentSettings settings,
            Quota quota,
            DiskRoom disk,
            ActiveUploads active,
            UploadBytes bytes,
            ContentEntry entry,
            Clock clock) {
        this.database = database;
        this.settings = settings;
        this.quota = quota;
        this.disk = disk;
        this.active = active;
        this.bytes = bytes;
        this.entry = entry;
        this.clock = clock;
    }

    /** What is known of the bytes before they come. */
    record Announced(
            @Nullable Long sizeBytes,
            @Nullable ContentDigest digest,
            Algorithm algorithm,
            String contentType,
            @Nullable String fileName) {}

    UploadRow begin(Caller caller, Announced announced) {
        long size = announced.sizeBytes() == null ? 0 : announced.sizeBytes();
        requireAcceptable(size);
        disk.require(size);
        var now = clock.instant();
        UploadRow row = new UploadRow(
                Ulids.next(),
                announced.sizeBytes(),
                0,
                size,
                announced.digest(),
                announced.digest() == null
                        ? announced.algorithm()
                        : announced.digest().algorithm(),
                announced.contentType(),
                announced.fileName(),
                now,
                caller.name(),
                now.plus(settings.uploadLife()));
        return database.change(caller, (sql, events) -> {
            quota.requireRoom(sql, caller.tenant().value(), size);
            new UploadDao(sql).insert(caller.tenant().value(), row);
            return row;
        });
    }

    private void requireAcceptable(long size) {
        if (size < 0) {
            throw Problem.invalid("size_bytes", size, "0 or more");
        }
        if (size > settings.objectMaxBytes()) {
            throw tooLarge("size_bytes: " + size, settings.objectMaxBytes());
        }
    }

    UploadRow get(Caller caller, String id) {
        return database.read(caller.tenant(), sql -> new UploadDao(sql).find(id, clock.instant()))
                .orElseThrow(
                        () -> Problem.notFound("upload", id, "an upload of your organisation that has not expired"));
    }

    Page<UploadRow> list(Caller caller, @Nullable ContentDigest digest, PageRequest page) {
        String text = digest == null ? null : digest.toString();
        return Page.of(
                database.read(caller.tenant(), sql -> new UploadDao(sql).list(text, clock.instant(), page)),
                page,
                UploadRow::id);
    }

    /** @param content set when these were the last bytes of a declared size */
    record Appended(UploadRow upload, Optional<ContentEntry.Entered> content) {}

    /**
     * Takes bytes from an offset on, which must be the upload's own. What was taken stays taken also when it refuses.
     *
     * @param announcedBytes the body's length where it was given, else negative
     */
    Appended append(Caller caller, String id, long offset, long announcedBytes, InputStream body) throws IOException {
        try (var _ = active.enter(caller.tenant().value(), id)) {
            UploadRow row = get(caller, id);
            if (row.offsetBytes() != offset) {
                throw new Problem(
                        ErrorCode.CONFLICT, Violation.of("upload-offset", offset, Long.toString(row.offsetBytes())));
            }
            long room = row.end(settings.objectMaxBytes()) - offset;
            if (announcedBytes > room) {
                throw tooLarge("body: " + announcedBytes + " bytes from offset " + offset, offset + room);
            }
            disk.require(Math.max(0, announcedBytes));
            bytes.receive(caller, row, body);
            UploadRow after = get(caller, id);
            return new Appended(after, after.isWhole() ? Optional.of(entered(caller, after, null)) : Optional.empty());
        }
    }

    /** Makes the upload an object; its size is then what arrived. */
    ContentEntry.Entered complete(Caller caller, String id, @Nullable ContentDigest digest) throws IOException {
        try (var _ = active.enter(caller.tenant().value(), id)) {
            UploadRow row = get(caller, id);
            if (row.sizeBytes() != null && !row.isWhole()) {
                throw new Problem(
                        ErrorCode.CONFLICT,
                        "The upload has " + row.offsetBytes() + " of " + row.sizeBytes()
                                + " bytes; send the rest from there, or delete it");
            }
            return entered(caller, row, digest);
        }
    }

    /** @param digest what the bytes must have; null takes what was declared at the beginning, if anything was */
    private ContentEntry.Entered entered(Caller caller, UploadRow row, @Nullable ContentDigest digest)
            throws IOException {
        ContentDigest expected = digest == null ? row.digest() : digest;
        Algorithm second = expected == null ? row.algorithm() : expected.algorithm();
        Path file = bytes.file(caller.tenant(), row.id());
        Digests digests = bytes.digests(caller.tenant(), row, second);
        if (expected != null && !expected.hex().equals(digests.hex(expected.algorithm()))) {
            throw new Problem(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "digest: '" + expected + "' (expected: "
                            + new ContentDigest(expected.algorithm(), String.valueOf(digests.hex(expected.algorithm())))
                            + ", which the " + row.offsetBytes() + " bytes that arrived have)");
        }
        ContentEntry.Entered entered = entry.enter(caller, row, file, row.offsetBytes(), digests);
        Files.deleteIfExists(file);
        return entered;
    }

    /** The whole object in one request. Nothing is kept of one that fails. */
    ContentEntry.Entered put(Caller caller, Announced announced, long announcedBytes, InputStream body)
            throws IOException {
        Announced sized = announcedBytes < 0
                ? announced
                : new Announced(
                        announcedBytes,
                        announced.digest(),
                        announced.algorithm(),
                        announced.contentType(),
                        announced.fileName());
        UploadRow row = begin(caller, sized);
        boolean entered = false;
        try {
            Appended appended = append(caller, row.id(), 0, announcedBytes, body);
            ContentEntry.Entered content = appended.content().isPresent()
                    ? appended.content().get()
                    : complete(caller, row.id(), announced.digest());
            entered = true;
            return content;
        } finally {
            if (!entered) {
                drop(caller, row.id());
            }
        }
    }

    void cancel(Caller caller, String id) throws IOException {
        try (var _ = active.enter(caller.tenant().value(), id)) {
            get(caller, id);
            drop(caller, id);
        }
    }

    private void drop(Caller caller, String id) throws IOException {
        database.change(caller, (sql, events) -> new UploadDao(sql).delete(id));
        Files.deleteIfExists(bytes.file(caller.tenant(), id));
    }

    private static Problem tooLarge(String what, long maxBytes) {
        return new Problem(ErrorCode.PAYLOAD_TOO_LARGE, what + " (expected: at most " + maxBytes + " bytes in all)");
    }
}
