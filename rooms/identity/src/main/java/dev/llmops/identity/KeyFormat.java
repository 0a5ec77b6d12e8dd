// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
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
    private static final Pattern FORM = Pattern.compile("llmops_[a-z0-9]{1,16}_[0-9A-Za-z]{30}_[0-9A-Za-z]{6}");

    private KeyFormat() {}

    static String generate(String environment, RandomGenerator random) {
        StringBuilder key = new StringBuilder("llmops_").append(environment).append('_');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        String check = check(key);
        return key.append('_').append(check).toString();
    }

    static boolean wellFormed(String key) {
        if (!FORM.matcher(key).matches()) {
            return false;
        }
        int at = key.length() - CHECK_LENGTH;
        return key.substring(at).equals(check(key.substring(0, at - 1)));
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
