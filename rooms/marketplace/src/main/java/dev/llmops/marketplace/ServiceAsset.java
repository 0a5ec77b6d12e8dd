// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A service as the registry holds it: written from a listing, or read into one. */
record ServiceAsset(Listing.Texts texts, Listing.Target target) {
    /** The manifest of a listing that was made here. */
    static String manifest(Listing listing) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", listing.slug());
        metadata.put("version", listing.version());
        if (!listing.texts().description().isEmpty()) {
            metadata.put("description", listing.texts().description());
        }
        metadata.put("tags", listing.texts().tags());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("model", listing.target().model());
        spec.put("upstream", listing.target().upstream());
        spec.put("upstream_model", listing.target().upstreamModel());
        spec.put("category", listing.texts().category());
        spec.put("plan", plan(listing.target().plan()));
        if (!listing.texts().readme().isEmpty()) {
            spec.put("readme", listing.texts().readme());
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("apiVersion", "llmops/v1");
        manifest.put("kind", "service");
        manifest.put("metadata", metadata);
        manifest.put("spec", spec);
        return Stored.write(manifest);
    }

    /** Without the limits that are none. */
    private static Map<String, Object> plan(Plan plan) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("name", plan.name());
        all.put("requests_per_month", plan.requestsPerMonth());
        all.put("tokens_per_month", plan.tokensPerMonth());
        all.put("requests_per_minute", plan.requestsPerMinute());
        all.put("burst", plan.burst());
        all.put("tokens_per_minute", plan.tokensPerMinute());
        Map<String, Object> set = new LinkedHashMap<>();
        all.forEach((field, value) -> {
            if (value != null) {
                set.put(field, value);
            }
        });
        return set;
    }

    /** What an asset of kind service says; refuses with every field that is missing. */
    static ServiceAsset of(Asset asset) {
        JsonNode spec = Stored.tree(asset.spec());
        List<Violation> missing = new ArrayList<>();
        for (String field : List.of("model", "upstream", "upstream_model")) {
            if (!spec.path(field).isTextual()) {
                missing.add(Violation.of("spec." + field, null, "a text in the asset " + asset.ref()));
            }
        }
        if (!missing.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, missing);
        }
        JsonNode plan = spec.path("plan");
        return new ServiceAsset(
                new Listing.Texts(
                        asset.name(),
                        Objects.requireNonNullElse(asset.description(), ""),
                        spec.path("readme").asText(""),
                        spec.path("category").asText("other"),
                        asset.tags()),
                new Listing.Target(
                        spec.path("model").asText(),
                        spec.path("upstream").asText(),
                        spec.path("upstream_model").asText(),
                        plan.isObject() ? plan(plan) : Plan.METERED));
    }

    private static Plan plan(JsonNode plan) {
        return new PlanBody(
                        plan.path("name").isTextual() ? plan.path("name").asText() : null,
                        number(plan, "requests_per_month"),
                        number(plan, "tokens_per_month"),
                        number(plan, "requests_per_minute"),
                        number(plan, "burst"),
                        number(plan, "tokens_per_minute"))
                .plan();
    }

    private static @Nullable Long number(JsonNode plan, String field) {
        JsonNode value = plan.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw Problem.invalid("spec.plan." + field, value, "a whole number");
        }
        return value.asLong();
    }
}
