// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.util.List;
import java.util.Optional;
import org.semver4j.Semver;

/** The rules between the versions of one slug. */
final class Versions {
    private Versions() {}

    /** A slug stays with who published it first; an administrator publishes in their name. */
    static Listing.Person owner(Caller caller, String slug, List<Listing> versions) {
        if (versions.isEmpty()) {
            return new Listing.Person(caller.principalId(), caller.name());
        }
        Listing last = versions.getFirst();
        if (!last.ownedBy(caller)) {
            throw new Problem(
                    ErrorCode.DUPLICATE, Violation.of("slug", slug, "a slug that no other publisher of yours uses"));
        }
        return last.publisher();
    }

    static void refuseBackwards(List<Listing> versions, String version) {
        Optional<Listing> current = versions.stream().filter(Listing::current).findFirst();
        if (current.isPresent() && !newer(version, current.get().version())) {
            boolean same = version.equals(current.get().version());
            throw new Problem(
                    same ? ErrorCode.DUPLICATE : ErrorCode.VALIDATION_FAILED,
                    Violation.of(
                            "version",
                            version,
                            "greater than the published " + current.get().version()));
        }
    }

    static boolean newer(String version, String than) {
        return new Semver(version).compareTo(new Semver(than)) > 0;
    }

    /** What follows the highest version when the publisher names none. */
    static String next(List<Listing> versions) {
        return versions.stream()
                .map(listing -> new Semver(listing.version()))
                .max(Semver::compareTo)
                .map(last -> last.nextMinor().getVersion())
                .orElse("1.0.0");
    }
}
