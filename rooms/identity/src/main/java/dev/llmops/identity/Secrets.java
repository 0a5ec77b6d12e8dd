// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.platform.home.Sealer;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;

/** The keyed hashes of this room and its source of chance. */
@Singleton
final class Secrets {
    private static final int TOKEN_BYTES = 32;

    final KeyedHash keys;
    final KeyedHash sessions;
    final KeyedHash csrf;
    final KeyedHash links;
    private final SecureRandom random = new SecureRandom();

    Secrets(Sealer sealer) {
        keys = new KeyedHash(sealer.deriveKey("api-key-pepper"));
        sessions = new KeyedHash(sealer.deriveKey("session-pepper"));
        csrf = new KeyedHash(sealer.deriveKey("session-csrf"));
        links = new KeyedHash(sealer.deriveKey("login-link-pepper"));
    }

    SecureRandom random() {
        return random;
    }

    /** 256 bits of chance, base64url. */
    String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
