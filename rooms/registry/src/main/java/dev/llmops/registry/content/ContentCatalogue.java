// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.ContentEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds, opens and deletes objects. */
@Singleton
final class ContentCatalogue {
    private final Database database;
    private final Blobs blobs;
    private final ContentCheck check;
    private final ReadTimes readTimes;
    private final Quota quota;
    private final Clock clock;

    ContentCatalogue(
            Database database, Blobs blobs, ContentCheck check, ReadTimes readTimes, Quota quota, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.check = check;
        this.readTimes = readTimes;
        this.quota = quota;
        this.clock = clock;
    }

    Optional<ContentRow> find(TenantId tenant, ContentDigest digest) {
        return database.read(tenant, sql -> new ContentDao(sql).find(digest));
    }

    ContentRow get(TenantId tenant, ContentDigest digest) {
        return find(tenant, digest).orElseThrow(() -> missing(digest));
    }

    private static Problem missing(ContentDigest digest) {
        return Problem.notFound("digest", digest.toString(), "the digest of an object that your organisation holds");
    }

    Page<ContentRow> list(Caller caller, @Nullable Tier tier, @Nullable Boolean damaged, PageRequest page) {
        List<ContentRow> rows = database.read(caller.tenant(), sql -> new ContentDao(sql).list(tier, damaged, page));
        return Page.of(rows, page, ContentRow::id);
    }

    /** Where an object's bytes are read from. */
    sealed interface Bytes {
        /** The file itself, for the kernel to send. */
        record InFile(Path file) implements Bytes {}

        record Streamed(InputStream stream) implements Bytes {}
    }

    /** Some bytes of an object that is neither missing nor known to be damaged. */
    Bytes open(TenantId tenant, ContentRow row, ByteRange range) throws IOException {
        if (row.damaged()) {
            throw ContentCheck.failed(row);
        }
        readTimes.note(tenant, row, clock.instant());
        BlobStore store = blobs.of(row.tier());
        Optional<Path> file = store.file(tenant, row.location());
        if (file.isPresent()) {
            if (!check.passes(tenant, row, file.get())) {
                throw ContentCheck.failed(row);
            }
            return new Bytes.InFile(file.get());
        }
        InputStream stream = stream(tenant, row, store, range);
        return new Bytes.Streamed(range.isAllOf(row.sizeBytes()) ? verified(tenant, row, stream) : stream);
    }

    /** All of it, ending only when it has the digest. */
    InputStream openVerified(TenantId tenant, ContentRow row) throws IOException {
        if (row.damaged()) {
            throw ContentCheck.failed(row);
        }
        readTimes.note(tenant, row, clock.instant());
        InputStream stream = stream(tenant, row, blobs.of(row.tier()), ByteRange.all(row.sizeBytes()));
        return verified(tenant, row, stream);
    }

    private InputStream stream(TenantId tenant, ContentRow row, BlobStore store, ByteRange range) throws IOException {
        try {
            return store.open(tenant, row.location(), range);
        } catch (NoSuchFileException e) {
            check.damaged(tenant, row, "read");
            throw ContentCheck.failed(row);
        } catch (IOException e) {
            throw new Problem(
                    ErrorCode.UNAVAILABLE, "The store that holds " + row.digest() + " did not answer; try again soon");
        }
    }

    private InputStream verified(TenantId tenant, ContentRow row, InputStream stream) {
        return new VerifiedStream(stream, row.sha256(), () -> {
            try {
                check.damaged(tenant, row, "read");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Hashes all of it now. */
    ContentRow verify(Caller caller, ContentDigest digest) throws IOException {
        ContentRow row = get(caller.tenant(), digest);
        if (row.damaged() || !check.verify(caller.tenant(), row, "request", InputPace.UNLIMITED)) {
            throw ContentCheck.failed(row);
        }
        return get(caller.tenant(), digest);
    }

    void delete(Caller caller, ContentDigest digest) {
        database.change(caller, (sql, events) -> {
            ContentDao contents = new ContentDao(sql);
            UploadDao uploads = new UploadDao(sql);
            uploads.holdUsage(caller.tenant().value());
            ContentRow row = contents.hold(digest).orElseThrow(() -> missing(digest));
            long references = new ArtifactDao(sql).references(row.sha256());
            if (references > 0) {
                throw new Problem(
                        ErrorCode.CONFLICT,
                        row.digest() + " belongs to " + references
                                + " versions as an artifact; it can be deleted when none refers to it");
            }
            contents.delete(row);
            uploads.addUsage(-row.sizeBytes(), -1);
            new LeavingDao(sql)
                    .add(
                            caller.tenant().value(),
                            row.tier(),
                            row.location(),
                            clock.instant().plus(ContentEntry.GRACE));
            events.append(new ContentEvent.ContentDeleted(row.digest().toString(), row.sizeBytes()));
            return row;
        });
    }

    /** What the organisation uses, beside what it may. */
    record Used(UploadDao.Usage usage, long quotaBytes) {}

    Used used(Caller caller) {
        return new Used(database.read(caller.tenant(), sql -> new UploadDao(sql).usage()), quota.quotaBytes());
    }
}
