// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

/**
 * Keeps secrets at rest: AES-256-GCM under the master key ({@code LLMOPS_MASTER_KEY}, else {@code <home>/master.key}).
 * Thread-safe.
 */
public interface Sealer {
    /**
     * Seals a secret.
     *
     * @param context bound as additional data: opening under another context fails; name what the secret belongs to
     * @return {@code v1.KEYID.BASE64URL}
     */
    String seal(String secret, String context);

    /** Opens what {@link #seal} made. Throws {@link IllegalStateException} when it was altered or the key is another. */
    String open(String sealed, String context);

    /** A 32-byte key for one purpose, derived from the master key (HKDF-SHA-256); the same at every start. */
    byte[] deriveKey(String purpose);
}
