// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where bytes lie. Locations are made by {@link Blobs} and never reused; an object is there whole or not at all. Calls
 * may block on disk or network; no transaction is open then.
 */
interface BlobStore {
    /**
     * Stores a synced file's bytes durably. The file stays.
     *
     * @return when the stored bytes were written, for {@link #writtenAtMicros}
     */
    long put(TenantId tenant, String location, Path file) throws IOException;

    /** The same from a stream of a known length; the stream is read to its end but not closed. */
    long put(TenantId tenant, String location, InputStream bytes, long sizeBytes) throws IOException;

    /** Throws {@code NoSuchFileException} when there is nothing. */
    InputStream open(TenantId tenant, String location, ByteRange range) throws IOException;

    /** The file that holds the bytes, where one does. */
    Optional<Path> file(TenantId tenant, String location);

    /** When the bytes were last written, as the store says. */
    long writtenAtMicros(TenantId tenant, String location) throws IOException;

    /** Puts damaged bytes where nobody reads them, for people to look at. */
    void quarantine(TenantId tenant, String location) throws IOException;

    /** Removing what is not there is fine. */
    void remove(TenantId tenant, String location) throws IOException;
}
