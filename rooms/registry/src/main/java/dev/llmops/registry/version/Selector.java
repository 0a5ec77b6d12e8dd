// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.version;

import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.kernel.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/** How one version of an asset is chosen. */
public sealed interface Selector {
    String EXPECTED = "a version, latest, an alias such as @champion, or a range such as ^1.2.0";

    /** That version. */
    record Exact(SemVer version) implements Selector {}

    /** The highest published one that is no pre-release. */
    record Latest() implements Selector {}

    /** The one an alias leads to; the name is without {@code @}. */
    record Alias(String name) implements Selector {
        public static final String EXPECTED =
                "1 to 64 characters of a-z, 0-9, '.', '_' and '-' that start with a letter; latest is computed";
        private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

        /** Whether an alias may be called so. */
        public static boolean isName(String text) {
            return FORM.matcher(text).matches() && !text.equals(AssetRef.LATEST);
        }
    }

    /** The highest published one in a set. */
    record Range(VersionRange range) implements Selector {}

    static Selector parse(String field, String text) {
        return tryParse(text).orElseThrow(() -> Problem.invalid(field, text, EXPECTED));
    }

    static Optional<Selector> tryParse(String text) {
        if (text.equals(AssetRef.LATEST) || text.equals("@" + AssetRef.LATEST)) {
            return Optional.of(new Latest());
        }
        if (text.startsWith("@")) {
            String name = text.substring(1);
            return Alias.isName(name) ? Optional.of(new Alias(name)) : Optional.empty();
        }
        Optional<SemVer> exact = SemVer.tryParse(text);
        return exact.isPresent()
                ? exact.map(Exact::new)
                : VersionRange.tryParse(text).map(Range::new);
    }
}
