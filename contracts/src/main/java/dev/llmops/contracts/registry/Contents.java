// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.TenantId;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Large objects by their digest. A digest is {@code sha256:HEX}; {@code blake3:HEX} and {@code sha3-256:HEX} name an
 * object too when it was uploaded with them.
 */
public interface Contents {
    /** Empty when the organisation does not hold the object. */
    Optional<StoredContent> find(TenantId tenant, String digest);

    /**
     * The object's bytes, to be closed by the caller; may block on a network. Refuses with {@code not_found} when the
     * organisation does not hold it and with {@code checksum_failed} when it is known to be damaged. Read to its end, a
     * stream whose bytes do not have the digest throws an {@code IOException} instead of ending.
     */
    InputStream open(TenantId tenant, String digest);

    /** What belongs to a version, by name; at most 1,000. */
    List<Artifact> artifacts(TenantId tenant, String assetId);

    /**
     * A file of a version.
     *
     * @param name relative, with slashes, such as {@code weights/model-00001.safetensors}
     */
    record Artifact(String name, StoredContent content) {}
}
