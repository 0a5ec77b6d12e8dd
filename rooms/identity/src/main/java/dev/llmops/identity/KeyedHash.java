// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under a key of the house. What it hashes is random, so no slow hash is needed. Thread-safe. */
final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";
    private final Mac prototype;

    KeyedHash(byte[] key) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** 64 hex digits. */
    String hex(String text) {
        return HexFormat.of().formatHex(mac(text));
    }

    String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(text));
    }

    private byte[] mac(String text) {
        return fresh().doFinal(text.getBytes(UTF_8));
    }

    /** A copy of the keyed state costs a fraction of keying anew. */
    private Mac fresh() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can be cloned", e);
        }
    }
}
