// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.Plan;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a listing is to change; null leaves a field as it is. */
record ListingPatch(
        @Nullable String name,
        @Nullable String description,
        @Nullable String readme,
        @Nullable String category,
        @Nullable List<String> tags,
        @Nullable String upstream,
        @Nullable String upstreamModel,
        @Nullable Plan plan) {
    boolean touchesTarget() {
        return upstream != null || upstreamModel != null || plan != null;
    }

    Listing.Texts texts(Listing.Texts old) {
        return new Listing.Texts(
                Objects.requireNonNullElse(name, old.name()),
                Objects.requireNonNullElse(description, old.description()),
                Objects.requireNonNullElse(readme, old.readme()),
                Objects.requireNonNullElse(category, old.category()),
                Objects.requireNonNullElse(tags, old.tags()));
    }

    Listing.Target target(Listing.Target old) {
        return new Listing.Target(
                old.model(),
                Objects.requireNonNullElse(upstream, old.upstream()),
                Objects.requireNonNullElse(upstreamModel, old.upstreamModel()),
                Objects.requireNonNullElse(plan, old.plan()));
    }
}
