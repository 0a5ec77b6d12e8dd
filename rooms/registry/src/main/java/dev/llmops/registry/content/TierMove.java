// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.List;

/**
 * Brings objects to the tier where the rules want them: a verified copy first, then the row names it, and only after a
 * grace that every reader outlives the old bytes go. Reading works at every moment.
 */
@Singleton
final class TierMove {
    private final Database database;
    private final Blobs blobs;
    private final Rules rules;
    private final ContentCheck check;
    private final Clock clock;

    TierMove(Database database, Blobs blobs, Rules rules, ContentCheck check, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.rules = rules;
        this.check = check;
        this.clock = clock;
    }

    /** At most so many objects; answers how many moved. */
    int toWhereTheyBelong(TenantId tenant, int limit) throws IOException {
        List<ContentRule> wanted = rules.get(tenant).rules();
        int moved = 0;
        for (RulesDao.Misplaced one :
                database.read(tenant, sql -> new RulesDao(sql).misplaced(wanted, clock.instant(), limit))) {
            if (blobs.has(one.belongs()) && move(tenant, one.content(), one.belongs())) {
                moved++;
            }
        }
        return moved;
    }

    private boolean move(TenantId tenant, ContentRow row, Tier target) throws IOException {
        BlobStore store = blobs.of(target);
        String location = Blobs.newLocation(row.sha256());
        boolean damaged = false;
        boolean named = false;
        boolean[] mismatch = new boolean[1];
        try (InputStream bytes = new VerifiedStream(
                blobs.of(row.tier()).open(tenant, row.location(), ByteRange.all(row.sizeBytes())),
                row.sha256(),
                () -> mismatch[0] = true)) {
            long writtenAt = store.put(tenant, location, bytes, row.sizeBytes());
            blobs.confirm(tenant, target, row, location);
            named = name(tenant, row, target, location, writtenAt);
        } catch (NoSuchFileException e) {
            damaged = true;
        } catch (IOException e) {
            damaged = mismatch[0];
            if (!damaged) {
                throw e;
            }
        } finally {
            if (!named) {
                store.remove(tenant, location);
            }
        }
        if (damaged) {
            check.damaged(tenant, row, "move");
        }
        return named;
    }

    /** False when the object was deleted or moved meanwhile. */
    private boolean name(TenantId tenant, ContentRow row, Tier target, String location, long writtenAt) {
        return database.change(ContentCheck.system(tenant), (sql, events) -> {
            boolean moved = new ContentDao(sql).move(row, target, location, writtenAt, clock.instant());
            if (moved) {
                new LeavingDao(sql)
                        .add(
                                tenant.value(),
                                row.tier(),
                                row.location(),
                                clock.instant().plus(ContentEntry.GRACE));
            }
            return moved;
        });
    }
}
