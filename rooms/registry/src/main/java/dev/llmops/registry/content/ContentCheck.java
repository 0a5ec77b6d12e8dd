// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.ContentEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Whether stored bytes still are what their digest names. A file that somebody wrote to since (by its size or time) is
 * hashed before it is served; what changed without a trace is found by the scrub. Damaged bytes are kept apart.
 */
@Singleton
final class ContentCheck {
    private static final Logger LOG = Logger.getLogger(ContentCheck.class);

    private final Database database;
    private final Blobs blobs;
    private final Clock clock;

    ContentCheck(Database database, Blobs blobs, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
    }

    /** Before a file is served: cheap unless it was touched. False when it is damaged, which is then recorded. */
    boolean passes(TenantId tenant, ContentRow row, Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.size() == row.sizeBytes()
                    && attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS) == row.writtenAtMicros()) {
                return true;
            }
        } catch (NoSuchFileException e) {
            damaged(tenant, row, "read");
            return false;
        }
        return verify(tenant, row, "read", InputPace.UNLIMITED);
    }

    /** Reads and hashes all of it. False when it is damaged, which is then recorded. */
    boolean verify(TenantId tenant, ContentRow row, String foundBy, InputPace pace) throws IOException {
        BlobStore store = blobs.of(row.tier());
        String found;
        long writtenAt;
        try {
            writtenAt = store.writtenAtMicros(tenant, row.location());
            try (InputStream bytes = store.open(tenant, row.location(), ByteRange.all(Long.MAX_VALUE))) {
                found = ContentHash.of(pace.pace(bytes), Algorithm.SHA256).sha256();
            }
        } catch (NoSuchFileException e) {
            damaged(tenant, row, foundBy);
            return false;
        }
        if (!found.equals(row.sha256())) {
            damaged(tenant, row, foundBy);
            return false;
        }
        database.change(system(tenant), (sql, events) -> {
            new ContentDao(sql).markVerified(row, writtenAt, clock.instant());
            return row;
        });
        return true;
    }

    /** Records it, tells it once, and puts the bytes apart. */
    void damaged(TenantId tenant, ContentRow row, String foundBy) throws IOException {
        boolean news = database.change(system(tenant), (sql, events) -> {
            boolean first = new ContentDao(sql).markDamaged(row);
            if (first) {
                events.append(new ContentEvent.ChecksumFailed(
                        row.digest().toString(), foundBy, row.tier().wireName()));
            }
            return first;
        });
        if (news) {
            LOG.errorf("object %s of %s is damaged or missing (%s)", row.digest(), tenant.value(), foundBy);
            blobs.of(row.tier()).quarantine(tenant, row.location());
        }
    }

    static Problem failed(ContentRow row) {
        return new Problem(
                ErrorCode.CHECKSUM_FAILED,
                row.digest() + " is damaged on its disk and kept apart; send the same bytes again to repair it");
    }

    static Caller system(TenantId tenant) {
        return Caller.system(tenant, "content");
    }
}
