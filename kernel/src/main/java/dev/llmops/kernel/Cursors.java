// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** Cursors are opaque to callers: the key of the last row, base64url. */
final class Cursors {
    private Cursors() {}

    static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }

    static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", cursor, "the next_cursor of the page before");
        }
    }
}
