// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

/**
 * A text whose order by bytes is the precedence of Semantic Versioning 2.0.0, section 11. A number is preceded by its
 * length; {@code ~} puts a release behind its pre-releases; what is no such version comes before all.
 */
final class VersionKey {
    private static final char STABLE = '~';

    private VersionKey() {}

    static String of(String version) {
        int plus = version.indexOf('+');
        String precedence = plus < 0 ? version : version.substring(0, plus);
        int dash = precedence.indexOf('-');
        String[] core = (dash < 0 ? precedence : precedence.substring(0, dash)).split("\\.", -1);
        StringBuilder key = new StringBuilder();
        for (String number : core) {
            if (core.length != 3 || !isNumber(number)) {
                return "!" + version;
            }
            append(key, number);
        }
        if (dash < 0) {
            return key.append(STABLE).toString();
        }
        for (String identifier : precedence.substring(dash + 1).split("\\.", -1)) {
            if (isNumber(identifier)) {
                append(key.append('0'), identifier);
            } else {
                key.append('1').append(identifier).append('!');
            }
        }
        return key.toString();
    }

    static boolean isStable(String key) {
        return key.charAt(key.length() - 1) == STABLE;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void append(StringBuilder key, String number) {
        String length = Integer.toString(number.length());
        key.append("0".repeat(Math.max(0, 3 - length.length()))).append(length).append(number);
    }
}
