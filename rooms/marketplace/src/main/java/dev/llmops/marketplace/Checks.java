// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The automatic checks, one per step. Each may be repeated at will; none runs inside a transaction. A check that could
 * not be made throws, which is not the same as one that failed.
 */
@Singleton
final class Checks {
    private final Database database;
    private final Registry registry;
    private final Upstreams upstreams;

    Checks(Database database, Registry registry, Upstreams upstreams) {
        this.database = database;
        this.registry = registry;
        this.upstreams = upstreams;
    }

    /** What a check found, and what it learned about the listing on the way. */
    sealed interface Outcome {
        record Passed() implements Outcome {}

        record PassedWithPrice(String provider, String model) implements Outcome {}

        record PassedWithUpstream(String upstreamId) implements Outcome {}

        record Failed(List<Violation> findings) implements Outcome {
            public Failed {
                findings = List.copyOf(findings);
            }
        }
    }

    Outcome run(StepName step, Listing listing) {
        return switch (step) {
            case AUTHORISE -> authorise(listing);
            case SCHEMA ->
                judged(ListingRules.faults(listing.slug(), listing.version(), listing.texts(), listing.target()));
            case CONSISTENCY -> consistency(listing);
            case REGISTRY -> registered(listing);
            case UPSTREAM -> upstream(listing);
            case PROBE -> probe(listing);
            case APPROVAL, ACTIVATION -> throw new IllegalArgumentException(step + " is no automatic check");
        };
    }

    private Outcome authorise(Listing listing) {
        List<Violation> findings = new ArrayList<>();
        if (!listing.submitter().permissions().contains(Permission.MARKETPLACE_PUBLISH.wireName())) {
            findings.add(Violation.of(
                    "submitted_by",
                    listing.submitter().name(),
                    "a caller with the permission " + Permission.MARKETPLACE_PUBLISH.wireName()));
        }
        current(listing.tenant(), listing.slug())
                .filter(current ->
                        !current.publisher().id().equals(listing.publisher().id()))
                .ifPresent(current ->
                        findings.add(Violation.of("slug", listing.slug(), "a slug that no other publisher uses")));
        return judged(findings);
    }

    private Outcome consistency(Listing listing) {
        List<Violation> findings = new ArrayList<>(sane(listing.target().plan()));
        current(listing.tenant(), listing.slug())
                .filter(current -> !Versions.newer(listing.version(), current.version()))
                .ifPresent(current -> findings.add(backwards(listing, current)));
        AssetRef ref = AssetRef.parse(AssetKind.MODEL, listing.target().model());
        Optional<Asset> model = registry.find(listing.actor(), ref);
        if (model.isEmpty()) {
            findings.add(Violation.of("model", ref.toString(), "a model in your registry, as name@version"));
        } else if (over(model.get())) {
            findings.add(Violation.of(
                    "model", ref + " (" + model.get().status().wireName() + ")", "a model that is not at its end"));
        }
        return findings.isEmpty() ? price(listing, model.orElseThrow()) : new Outcome.Failed(findings);
    }

    /** The price list's names: the model's own, otherwise who provides it and what the upstream calls it. */
    private static Outcome price(Listing listing, Asset model) {
        JsonNode spec = Stored.tree(model.spec());
        String provider = Objects.requireNonNullElse(
                model.provider(), spec.path("provider").asText(listing.target().upstream()));
        return new Outcome.PassedWithPrice(
                spec.path("pricing").path("provider").asText(provider),
                spec.path("pricing").path("model").asText(listing.target().upstreamModel()));
    }

    private static List<Violation> sane(Plan plan) {
        List<Violation> findings = new ArrayList<>();
        if (plan.requestsPerMonth() != null && plan.burst() > plan.requestsPerMonth()) {
            findings.add(Violation.of(
                    "plan.burst", plan.burst(), "at most the " + plan.requestsPerMonth() + " requests of the month"));
        }
        if (plan.tokensPerMonth() != null
                && plan.tokensPerMinute() != null
                && plan.tokensPerMinute() > plan.tokensPerMonth()) {
            findings.add(Violation.of(
                    "plan.tokens_per_minute",
                    plan.tokensPerMinute(),
                    "at most the " + plan.tokensPerMonth() + " tokens of the month"));
        }
        return findings;
    }

    private Outcome registered(Listing listing) {
        if (!listing.fromAsset()) {
            registry.apply(listing.actor(), ServiceAsset.manifest(listing));
            return new Outcome.Passed();
        }
        AssetRef ref = AssetRef.parse(AssetKind.SERVICE, listing.registryRef());
        Optional<Asset> asset = registry.find(listing.actor(), ref);
        if (asset.isEmpty() || over(asset.get())) {
            return new Outcome.Failed(
                    List.of(Violation.of("service", ref.toString(), "a draft or published service in your registry")));
        }
        return new Outcome.Passed();
    }

    private Outcome upstream(Listing listing) {
        String name = listing.target().upstream();
        Optional<Upstream> upstream = upstreams.find(listing.actor(), name);
        return upstream.<Outcome>map(found -> new Outcome.PassedWithUpstream(found.id()))
                .orElseGet(() -> new Outcome.Failed(
                        List.of(Violation.of("upstream", name, "the name of an upstream of your organisation"))));
    }

    private Outcome probe(Listing listing) {
        String upstreamId = Objects.requireNonNull(listing.upstreamId(), "the step before found the upstream");
        Upstreams.Probe probe =
                upstreams.probe(listing.actor(), upstreamId, listing.target().upstreamModel());
        if (probe.passed()) {
            return new Outcome.Passed();
        }
        return new Outcome.Failed(
                probe.findings().isEmpty()
                        ? List.of(Violation.of("upstream", listing.target().upstream(), "an answer to the probe"))
                        : probe.findings());
    }

    static Violation backwards(Listing listing, Listing current) {
        return Violation.of("version", listing.version(), "greater than the published " + current.version());
    }

    static boolean over(Asset asset) {
        return asset.status() == AssetStatus.DEPRECATED || asset.status() == AssetStatus.RETIRED;
    }

    private Optional<Listing> current(TenantId tenant, String slug) {
        return database.read(tenant, sql -> new ListingDao(sql).current(slug));
    }

    private static Outcome judged(List<Violation> findings) {
        return findings.isEmpty() ? new Outcome.Passed() : new Outcome.Failed(findings);
    }
}
