// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.Problem;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What names an object: an algorithm and 32 bytes.
 *
 * @param hex 64 hexadecimal digits, lower case
 */
record ContentDigest(Algorithm algorithm, String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final String EXPECTED = "sha256:, blake3: or sha3-256: and 64 hexadecimal digits";

    enum Algorithm {
        SHA256("sha256"),
        SHA3_256("sha3-256"),
        BLAKE3("blake3");

        private final String wireName;

        Algorithm(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }

        static Algorithm parse(String text) {
            String plain = text.toLowerCase(Locale.ROOT).replace('_', '-');
            for (Algorithm algorithm : values()) {
                if (algorithm.wireName.equals(plain)) {
                    return algorithm;
                }
            }
            throw Problem.invalid("digest_algorithm", text, "sha256, blake3 or sha3-256");
        }
    }

    static ContentDigest sha256(String hex) {
        return new ContentDigest(Algorithm.SHA256, hex);
    }

    /** {@code sha256:HEX}; without a prefix it is SHA-256. */
    static ContentDigest parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int colon = lower.indexOf(':');
        String prefix = colon < 0
                ? Algorithm.SHA256.wireName()
                : lower.substring(0, colon).replace('_', '-');
        String hex = lower.substring(colon + 1);
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.wireName().equals(prefix) && HEX.matcher(hex).matches()) {
                return new ContentDigest(algorithm, hex);
            }
        }
        throw Problem.invalid("digest", text, EXPECTED);
    }

    static @Nullable ContentDigest parseOrNull(@Nullable String text) {
        return text == null ? null : parse(text);
    }

    @Override
    public String toString() {
        return algorithm.wireName() + ":" + hex;
    }
}
