// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Finds the key that a request presents, and whether it has the form of one at all. */
final class PresentedKey {
    private static final String BEARER = "Bearer ";
    private static final CharSequence X_API_KEY = HttpHeaders.createOptimized("x-api-key");
    private static final String PREFIX = "llmops_";
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SECRET = 30;
    private static final int CHECKSUM = 6;
    private static final int MAX_ENVIRONMENT = 16;

    private PresentedKey() {}

    static @Nullable String of(MultiMap headers) {
        String authorization = headers.get(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).trim();
        }
        return headers.get(X_API_KEY);
    }

    /**
     * {@code llmops_ENV_} and 30 base-62 characters, {@code _}, and the CRC-32 of all before it in 6 more. Only such a
     * key is ever looked up: what is merely mistyped or guessed costs nothing.
     */
    static boolean wellFormed(String key) {
        int checkStart = key.length() - CHECKSUM;
        int secretStart = checkStart - 1 - SECRET;
        int environmentLength = secretStart - 1 - PREFIX.length();
        return environmentLength >= 1
                && environmentLength <= MAX_ENVIRONMENT
                && key.startsWith(PREFIX)
                && base62(key, PREFIX.length(), secretStart - 1)
                && key.charAt(secretStart - 1) == '_'
                && base62(key, secretStart, checkStart - 1)
                && key.charAt(checkStart - 1) == '_'
                && key.endsWith(checksum(key, checkStart - 1));
    }

    static String checksum(String key, int end) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < end; i++) {
            crc.update(key.charAt(i));
        }
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM];
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
            rest /= BASE62.length();
        }
        return new String(digits);
    }

    private static boolean base62(String key, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = key.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!digit && !letter) {
                return false;
            }
        }
        return true;
    }
}
