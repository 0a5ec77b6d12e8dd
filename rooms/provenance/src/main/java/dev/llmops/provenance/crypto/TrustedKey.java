// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import java.security.PublicKey;

/**
 * A public key that is strong enough.
 *
 * @param keyId {@code sha256:} and the hexadecimal SHA-256 of the SubjectPublicKeyInfo in DER
 */
public record TrustedKey(PublicKey key, KeyAlgorithm algorithm, String keyId) {
    public boolean verifies(byte[] message, byte[] signature) {
        return algorithm.verify(key, message, signature);
    }

    public String pem() {
        return Pem.write(Pem.PUBLIC_KEY, key.getEncoded());
    }
}
