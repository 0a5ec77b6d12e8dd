// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.version;

import dev.llmops.kernel.Problem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Semantic Versioning 2.0.0 (semver.org). Numbers have no upper bound: they stay text without leading
 * zeros, of which the longer is the greater.
 *
 * @param preRelease the identifiers after {@code -}; empty for a release
 * @param build what follows {@code +}; not part of the precedence
 */
public record SemVer(String major, String minor, String patch, List<String> preRelease, String build)
        implements Comparable<SemVer> {
    public static final int MAX_LENGTH = 128;
    public static final String EXPECTED = "SemVer 2.0, such as 1.4.0";

    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String PRE_RELEASE = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    private static final String BUILD = "[0-9a-zA-Z-]+";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + PRE_RELEASE
            + "(?:\\." + PRE_RELEASE + ")*))?(?:\\+(" + BUILD + "(?:\\." + BUILD + ")*))?");

    public SemVer {
        preRelease = List.copyOf(preRelease);
    }

    public static SemVer parse(String text) {
        return tryParse(text).orElseThrow(() -> Problem.invalid("version", text, EXPECTED));
    }

    public static Optional<SemVer> tryParse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String identifiers = matcher.group(4);
        String build = matcher.group(5);
        return Optional.of(new SemVer(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3),
                identifiers == null ? List.of() : List.of(identifiers.split("\\.", -1)),
                build == null ? "" : build));
    }

    /** Before every version whose first {@code count} numbers are higher: {@code -0} is the lowest pre-release. */
    static SemVer incremented(List<String> numbers, int count) {
        List<String> next = new ArrayList<>(List.of("0", "0", "0"));
        for (int i = 0; i < count - 1; i++) {
            next.set(i, numbers.get(i));
        }
        next.set(
                count - 1,
                new BigInteger(numbers.get(count - 1)).add(BigInteger.ONE).toString());
        return new SemVer(next.get(0), next.get(1), next.get(2), List.of("0"), "");
    }

    /** Without pre-release and build. */
    public SemVer release() {
        return new SemVer(major, minor, patch, List.of(), "");
    }

    boolean hasSameCore(SemVer other) {
        return major.equals(other.major) && minor.equals(other.minor) && patch.equals(other.patch);
    }

    public boolean isStable() {
        return preRelease.isEmpty();
    }

    /**
     * A text whose order by code points (PostgreSQL: {@code COLLATE "C"}) is the precedence of section 11. A number is
     * preceded by its length in three digits; {@code ~} puts a release behind its pre-releases; an identifier starts
     * with {@code 0} when numeric, else with {@code 1} and ends with {@code !}, which sorts before all it may contain.
     */
    public String sortKey() {
        StringBuilder key = new StringBuilder();
        for (String number : List.of(major, minor, patch)) {
            appendNumber(key, number);
        }
        if (isStable()) {
            return key.append('~').toString();
        }
        for (String identifier : preRelease) {
            if (isNumeric(identifier)) {
                appendNumber(key.append('0'), identifier);
            } else {
                key.append('1').append(identifier).append('!');
            }
        }
        return key.toString();
    }

    /** Precedence of section 11: build metadata does not count, so that 0 does not mean equal. */
    @Override
    public int compareTo(SemVer other) {
        List<String> mine = List.of(major, minor, patch);
        List<String> theirs = List.of(other.major, other.minor, other.patch);
        for (int i = 0; i < mine.size(); i++) {
            int order = compareNumbers(mine.get(i), theirs.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (isStable() || other.isStable()) {
            return Boolean.compare(isStable(), other.isStable());
        }
        return comparePreReleases(preRelease, other.preRelease);
    }

    private static int comparePreReleases(List<String> mine, List<String> theirs) {
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            int order = compareIdentifiers(mine.get(i), theirs.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(mine.size(), theirs.size());
    }

    private static int compareIdentifiers(String mine, String theirs) {
        if (isNumeric(mine) && isNumeric(theirs)) {
            return compareNumbers(mine, theirs);
        }
        if (isNumeric(mine) || isNumeric(theirs)) {
            return isNumeric(mine) ? -1 : 1;
        }
        return mine.compareTo(theirs);
    }

    private static int compareNumbers(String mine, String theirs) {
        int byLength = Integer.compare(mine.length(), theirs.length());
        return byLength != 0 ? byLength : mine.compareTo(theirs);
    }

    private static boolean isNumeric(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void appendNumber(StringBuilder key, String number) {
        String length = Integer.toString(number.length());
        key.append("0".repeat(3 - length.length())).append(length).append(number);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(List.of(major + "." + minor + "." + patch));
        if (!preRelease.isEmpty()) {
            parts.add("-" + String.join(".", preRelease));
        }
        if (!build.isEmpty()) {
            parts.add("+" + build);
        }
        return String.join("", parts);
    }
}
