// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.version;

import dev.llmops.kernel.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of versions: alternatives separated by {@code ||}, each a list of comparators separated by spaces or commas
 * that must all hold. A comparator is a version, which may be partial ({@code 1.2}, {@code 1.x}, {@code *}), behind
 * {@code ^}, {@code ~}, {@code >}, {@code >=}, {@code <}, {@code <=}, {@code =} or nothing; the meaning is that of npm's
 * ranges. A pre-release is in the set only when a comparator of its alternative names a pre-release of the same
 * major.minor.patch.
 */
public final class VersionRange {
    public static final int MAX_LENGTH = 256;
    public static final String EXPECTED = "a version or a range, such as ^1.2.0, ~1.2 or >=2.0.0 <3.0.0";

    private static final Pattern ALTERNATIVES = Pattern.compile("\\|\\|");
    private static final Pattern PART = Pattern.compile("(0|[1-9][0-9]{0,127})|[xX*]");
    private static final Pattern COMPARATOR =
            Pattern.compile("[\\s,]*+(\\^|~|>=|<=|>|<|=)?\\s*+([0-9A-Za-z.*+-]++)(?=[\\s,^~<>=]|$)");

    private final String text;
    private final List<List<Bound>> alternatives;

    private VersionRange(String text, List<List<Bound>> alternatives) {
        this.text = text;
        this.alternatives = List.copyOf(alternatives);
    }

    /** Refuses with {@code validation_failed}. */
    public static VersionRange parse(String field, String text) {
        return tryParse(text).orElseThrow(() -> Problem.invalid(field, text, EXPECTED));
    }

    public static Optional<VersionRange> tryParse(String text) {
        if (text.isBlank() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        List<List<Bound>> alternatives = new ArrayList<>();
        for (String alternative : ALTERNATIVES.split(text, -1)) {
            List<Bound> bounds = new ArrayList<>();
            if (!read(alternative, bounds)) {
                return Optional.empty();
            }
            alternatives.add(List.copyOf(bounds));
        }
        return Optional.of(new VersionRange(text.strip(), alternatives));
    }

    public boolean contains(SemVer version) {
        return alternatives.stream().anyMatch(bounds -> holds(bounds, version));
    }

    /** The highest of some versions that is in the set; of two that differ in build metadata only the later one. */
    public Optional<SemVer> highest(List<SemVer> versions) {
        return versions.stream()
                .filter(this::contains)
                .max(Comparator.<SemVer>naturalOrder().thenComparing(SemVer::toString));
    }

    /** No version above it is in the set; empty when there is no such limit. */
    public Optional<SemVer> ceiling() {
        List<SemVer> highest = new ArrayList<>();
        for (List<Bound> bounds : alternatives) {
            Optional<SemVer> least = bounds.stream()
                    .filter(bound -> bound.sign() <= 0)
                    .map(Bound::version)
                    .min(Comparator.naturalOrder());
            if (least.isEmpty()) {
                return Optional.empty();
            }
            highest.add(least.get());
        }
        return highest.stream().max(Comparator.naturalOrder());
    }

    /** No version below it is in the set; empty when there is no such limit. */
    public Optional<SemVer> floor() {
        List<SemVer> lowest = new ArrayList<>();
        for (List<Bound> bounds : alternatives) {
            Optional<SemVer> greatest = bounds.stream()
                    .filter(bound -> bound.sign() >= 0)
                    .map(Bound::version)
                    .max(Comparator.naturalOrder());
            if (greatest.isEmpty()) {
                return Optional.empty();
            }
            lowest.add(greatest.get());
        }
        return lowest.stream().min(Comparator.naturalOrder());
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean holds(List<Bound> bounds, SemVer version) {
        return bounds.stream().allMatch(bound -> bound.admits(version))
                && (version.isStable() || bounds.stream().anyMatch(bound -> bound.names(version)));
    }

    private static boolean read(String alternative, List<Bound> bounds) {
        Matcher matcher = COMPARATOR.matcher(alternative);
        int end = 0;
        boolean any = false;
        while (matcher.find() && matcher.start() == end) {
            Optional<Partial> partial = Partial.of(matcher.group(2));
            if (partial.isEmpty()) {
                return false;
            }
            String operator = matcher.group(1);
            addBounds(operator == null ? "" : operator, partial.get(), bounds);
            end = matcher.end();
            any = true;
        }
        String rest = alternative.substring(end);
        return any && rest.chars().allMatch(c -> c == ',' || Character.isWhitespace(c));
    }

    private static void addBounds(String operator, Partial partial, List<Bound> bounds) {
        switch (operator) {
            case "^" -> addBetween(partial, partial.afterCompatible(), bounds);
            case "~" -> addBetween(partial, partial.parts() == 1 ? partial.after(1) : partial.after(2), bounds);
            case ">" -> addAbove(partial, bounds);
            case ">=" -> bounds.add(new Bound(1, true, partial.lowest()));
            case "<" -> bounds.add(new Bound(-1, false, partial.isWhole() ? partial.lowest() : partial.first()));
            case "<=" -> {
                if (partial.isWhole()) {
                    bounds.add(new Bound(-1, true, partial.lowest()));
                } else if (partial.parts() > 0) {
                    bounds.add(new Bound(-1, false, partial.after(partial.parts())));
                }
            }
            default -> {
                if (partial.isWhole()) {
                    bounds.add(new Bound(0, true, partial.lowest()));
                } else {
                    addBetween(partial, partial.after(partial.parts()), bounds);
                }
            }
        }
    }

    private static void addBetween(Partial partial, SemVer end, List<Bound> bounds) {
        bounds.add(new Bound(1, true, partial.lowest()));
        if (partial.parts() > 0) {
            bounds.add(new Bound(-1, false, end));
        }
    }

    private static void addAbove(Partial partial, List<Bound> bounds) {
        if (partial.isWhole()) {
            bounds.add(new Bound(1, false, partial.lowest()));
        } else if (partial.parts() > 0) {
            bounds.add(new Bound(1, true, partial.after(partial.parts()).release()));
        } else {
            bounds.add(new Bound(-1, false, partial.first()));
        }
    }

    /**
     * One comparison.
     *
     * @param sign 1 for a lower bound, -1 for an upper one, 0 for equality
     */
    private record Bound(int sign, boolean inclusive, SemVer version) {
        boolean admits(SemVer candidate) {
            int order = candidate.compareTo(version);
            return order == 0 ? inclusive : sign != 0 && Integer.signum(order) == sign;
        }

        boolean names(SemVer candidate) {
            return !version.isStable() && version.hasSameCore(candidate);
        }
    }

    /** A version of which the last numbers may be missing: {@code parts} of them are there. */
    private record Partial(int parts, List<String> numbers, String suffix) {
        private static final Pattern FORM = Pattern.compile("([^.+-]+)(?:\\.([^.+-]+))?(?:\\.([^.+-]+))?([+-].*)?");

        static Optional<Partial> of(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            List<String> numbers = new ArrayList<>(List.of("0", "0", "0"));
            int parts = 0;
            boolean wild = false;
            for (int i = 0; i < 3; i++) {
                String part = matcher.group(i + 1);
                Matcher number = PART.matcher(part == null ? "*" : part);
                if (!number.matches()) {
                    return Optional.empty();
                }
                wild |= number.group(1) == null;
                if (!wild) {
                    numbers.set(i, number.group(1));
                    parts = i + 1;
                }
            }
            String suffix = matcher.group(4) == null ? "" : matcher.group(4);
            boolean fits = parts == 3 || suffix.isEmpty();
            Partial partial = new Partial(parts, numbers, suffix);
            return fits && SemVer.tryParse(partial.core() + suffix).isPresent()
                    ? Optional.of(partial)
                    : Optional.empty();
        }

        boolean isWhole() {
            return parts == 3;
        }

        private String core() {
            return String.join(".", numbers);
        }

        SemVer lowest() {
            return SemVer.parse(core() + suffix);
        }

        /** Before every version that the partial one stands for, pre-releases included. */
        SemVer first() {
            return SemVer.parse(core() + "-0");
        }

        /** Before every version whose first {@code count} numbers are higher; of no use where there is none. */
        SemVer after(int count) {
            return count == 0 ? first() : SemVer.incremented(numbers, count);
        }

        /** The leftmost number that is not zero must not change; where all that are there are zero, the last of them. */
        SemVer afterCompatible() {
            for (int i = 0; i < parts; i++) {
                if (!numbers.get(i).equals("0")) {
                    return after(i + 1);
                }
            }
            return after(Math.max(parts, 1));
        }
    }
}
