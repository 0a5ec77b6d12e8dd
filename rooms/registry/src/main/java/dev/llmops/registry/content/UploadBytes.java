// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import dev.llmops.registry.content.ContentHash.Digests;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The files of uploads. A digest runs along while bytes arrive and waits in memory for the next ones; after a restart
 * it is computed anew, in one pass over the file when the upload is completed.
 */
@Singleton
final class UploadBytes {
    private final Database database;
    private final ContentSettings settings;
    private final Blobs blobs;
    private final Quota quota;
    private final DiskRoom disk;
    private final ActiveUploads active;
    private final Clock clock;

    UploadBytes(
            Database database,
            ContentSettings settings,
            Blobs blobs,
            Quota quota,
            DiskRoom disk,
            ActiveUploads active,
            Clock clock) {
        this.database = database;
        this.settings = settings;
        this.blobs = blobs;
        this.quota = quota;
        this.disk = disk;
        this.active = active;
        this.clock = clock;
    }

    Path file(TenantId tenant, String upload) throws IOException {
        return blobs.files().incoming(tenant, upload);
    }

    /** Appends a body at the upload's offset; what follows it in the file was never acknowledged and is cut off. */
    void receive(Caller caller, UploadRow row, InputStream body) throws IOException {
        Reception.End end;
        long reached;
        try (FileChannel channel = open(file(caller.tenant(), row.id()))) {
            if (channel.size() < row.offsetBytes()) {
                throw new Problem(
                        ErrorCode.CONFLICT,
                        "The upload's bytes are not on this server any more; delete it and begin anew");
            }
            channel.truncate(row.offsetBytes());
            channel.position(row.offsetBytes());
            ContentHash hash = hash(row);
            Reception reception = new Reception(
                    channel,
                    hash,
                    new Noted(caller, row),
                    row.offsetBytes(),
                    row.end(settings.objectMaxBytes()),
                    System::nanoTime);
            end = reception.take(body);
            reached = reception.offset();
            if (hash != null && end != Reception.End.DISK_FULL) {
                active.keepHash(row.id(), hash);
            }
        }
        refuse(end, row, reached);
    }

    private static FileChannel open(Path file) throws IOException {
        return Files.exists(file) ? FileChannel.open(file, StandardOpenOption.WRITE) : FileBlobs.create(file);
    }

    private @Nullable ContentHash hash(UploadRow row) {
        return row.offsetBytes() == 0 ? new ContentHash(row.algorithm()) : active.takeHash(row.id(), row.offsetBytes());
    }

    private void refuse(Reception.End end, UploadRow row, long reached) {
        switch (end) {
            case BODY -> {}
            case OVERRUN ->
                throw new Problem(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "body: more than " + row.end(settings.objectMaxBytes()) + " bytes in all (expected: "
                                + (row.sizeBytes() == null ? "no object is larger" : "the declared size_bytes") + ")");
            case QUOTA ->
                throw new Problem(
                        ErrorCode.INSUFFICIENT_QUOTA,
                        "The organisation's quota of " + quota.quotaBytes() + " bytes was reached at byte " + reached
                                + " of the upload; make room and go on from there");
            case DISK_FULL -> throw DiskRoom.full();
            case CUT ->
                throw new Problem(
                        ErrorCode.MALFORMED_REQUEST, "The body was cut at byte " + reached + "; go on from there");
            case SLOW ->
                throw new Problem(
                        ErrorCode.UPLOAD_TOO_SLOW,
                        "Less than 32 KiB came in 30 s; the upload stands at byte " + reached + ", go on from there");
        }
    }

    /** The digests of the whole upload. */
    Digests digests(TenantId tenant, UploadRow row, Algorithm second) throws IOException {
        ContentHash running = row.offsetBytes() == 0 ? null : active.takeHash(row.id(), row.offsetBytes());
        if (running != null && (second == row.algorithm() || second == Algorithm.SHA256)) {
            return running.finish();
        }
        Path file = file(tenant, row.id());
        if (!Files.exists(file)) {
            FileBlobs.create(file).close();
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            return ContentHash.of(new FirstBytes(bytes, row.offsetBytes()), second);
        }
    }

    /** Notes offsets and reservations of one upload, each in its own transaction. */
    private final class Noted implements Reception.Ledger {
        private final Caller caller;
        private final UploadRow row;
        private long reserved;

        Noted(Caller caller, UploadRow row) {
            this.caller = caller;
            this.row = row;
            this.reserved = row.reservedBytes();
        }

        @Override
        public long allow(long offset) {
            if (offset > reserved) {
                long wanted = Math.min(offset + Reception.STEP_BYTES, row.end(settings.objectMaxBytes()));
                reserved = database.change(
                        caller,
                        (sql, events) -> quota.raise(sql, caller.tenant().value(), row.id(), reserved, wanted));
            }
            return Math.min(offset, reserved);
        }

        @Override
        public void durable(long offset) {
            boolean there = database.change(caller, (sql, events) -> new UploadDao(sql)
                    .advance(row.id(), offset, clock.instant().plus(settings.uploadLife())));
            if (!there) {
                throw Problem.notFound("upload", row.id(), "an upload that has not expired");
            }
        }

        @Override
        public boolean diskHasRoom() {
            return disk.has(0);
        }
    }
}
