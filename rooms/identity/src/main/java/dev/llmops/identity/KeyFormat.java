// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * {@code llmops_<env>_<30 base62>_<6 base62 CRC32>}: 178 bits of chance and a checksum over all before it, so that a
 * mistyped key is refused without a look-up and a scanner recognises a leaked one.
 */
final class KeyFormat {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 30;
    private static final int CHECK_LENGTH = 6;
    private static final int SHOWN = 6;
    private static final int MAX_ENVIRONMENT_LENGTH = 16;
    private static final String HOUSE = "llmops_";

    private KeyFormat() {}

    static String generate(String environment, RandomGenerator random) {
        StringBuilder key = new StringBuilder("llmops_").append(environment).append('_');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        String check = check(key);
        return key.append('_').append(check).toString();
    }

    /** Asked for every call of the gateway, so without a regular expression. */
    static boolean wellFormed(String key) {
        int checkAt = key.length() - CHECK_LENGTH;
        int randomAt = checkAt - 1 - RANDOM_LENGTH;
        int environment = randomAt - 1 - HOUSE.length();
        return environment >= 1
                && environment <= MAX_ENVIRONMENT_LENGTH
                && key.startsWith(HOUSE)
                && made(key, HOUSE.length(), randomAt - 1, false)
                && key.charAt(randomAt - 1) == '_'
                && made(key, randomAt, checkAt - 1, true)
                && key.charAt(checkAt - 1) == '_'
                && key.endsWith(check(key.substring(0, checkAt - 1)));
    }

    /** Whether a part is made of digits and lower-case letters, and upper-case ones where they are allowed. */
    private static boolean made(String key, int from, int to, boolean upperCase) {
        for (int i = from; i < to; i++) {
            char c = key.charAt(i);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
            if (!plain && !(upperCase && c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    /** What a key may be recognised by: its environment and first characters. */
    static String prefix(String key) {
        return key.substring(0, key.indexOf('_', "llmops_".length()) + 1 + SHOWN);
    }

    private static String check(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(US_ASCII));
        long rest = crc.getValue();
        char[] digits = new char[CHECK_LENGTH];
        for (int i = CHECK_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }
}
