// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.contracts.registry.Registry.Applied;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ViolationBody;
import dev.llmops.provenance.envelope.Documents;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads a bill's models and data sets into the registry, each by itself: one that is refused does not keep the others out. */
@Singleton
final class BomImport {
    static final int MAX_COMPONENTS = 1_000;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_STORED = 1 << 20;

    private final Provider<Registry> registry;
    private final Database database;
    private final BomSchemas schemas;
    private final Clock clock;

    BomImport(Provider<Registry> registry, Database database, BomSchemas schemas, Clock clock) {
        this.registry = registry;
        this.database = database;
        this.schemas = schemas;
        this.clock = clock;
    }

    /**
     * What became of one component.
     *
     * @param outcome created, updated, unchanged, refused, or skipped because it is neither a model nor data
     */
    @Schema(name = "ImportedComponent")
    record Result(
            String bomRef,
            String outcome,
            @Nullable String assetId,
            @Nullable String kind,
            @Nullable String name,
            @Nullable String version,
            List<ViolationBody> violations) {}

    List<Result> read(Caller caller, byte[] body, boolean dryRun) {
        JsonNode bom = Documents.object("body", body);
        if (!bom.path("bomFormat").asText("").equals("CycloneDX")) {
            throw Problem.invalid("bomFormat", bom.path("bomFormat").asText(null), "CycloneDX");
        }
        String given = bom.path("specVersion").asText("");
        if (!BomSchemas.VERSIONS.contains(given)) {
            throw Problem.invalid("specVersion", given, "1.6 or 1.7");
        }
        List<Violation> violations = schemas.violations(given, bom);
        if (!violations.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, violations);
        }
        Found found = new Found();
        found.take(bom.at("/metadata/component"), 0);
        found.takeAll(bom.path("components"), 0);
        found.dependencies(bom.path("dependencies"));
        return found.applied(caller, dryRun);
    }

    /** What of a bill is imported, and what not. */
    private final class Found {
        private final Map<String, ImportedComponent> components = new LinkedHashMap<>();
        private final Map<String, Set<String>> needs = new LinkedHashMap<>();
        private final List<Result> skipped = new ArrayList<>();

        void takeAll(JsonNode list, int depth) {
            for (JsonNode one : list) {
                take(one, depth);
            }
        }

        void take(JsonNode json, int depth) {
            if (!json.isObject()) {
                return;
            }
            if (depth > MAX_DEPTH || components.size() + skipped.size() >= MAX_COMPONENTS) {
                throw new Problem(
                        ErrorCode.VALIDATION_FAILED,
                        "A bill has at most " + MAX_COMPONENTS + " components, nested at most " + MAX_DEPTH + " deep");
            }
            switch (json.path("type").asText("")) {
                case BomComponents.MODEL -> model(json);
                case BomComponents.DATA -> add(ImportedComponent.of(json, AssetKind.DATASET, ""));
                default ->
                    skipped.add(new Result(
                            json.path("bom-ref").asText(json.path("name").asText("")),
                            "skipped",
                            null,
                            null,
                            null,
                            null,
                            List.of()));
            }
            takeAll(json.path("components"), depth + 1);
        }

        private void model(JsonNode json) {
            ImportedComponent model = ImportedComponent.of(json, AssetKind.MODEL, "");
            add(model);
            for (JsonNode data : json.at("/modelCard/modelParameters/datasets")) {
                String ref = data.path("ref").asText("");
                if (ref.isEmpty() && !data.path("name").asText("").isEmpty()) {
                    ImportedComponent dataset = ImportedComponent.of(data, AssetKind.DATASET, model.version());
                    add(dataset);
                    ref = dataset.ref();
                }
                need(model.ref(), ref);
            }
        }

        private void add(ImportedComponent component) {
            components.putIfAbsent(component.ref(), component);
        }

        private void need(String from, String to) {
            if (!to.isEmpty() && !to.equals(from)) {
                needs.computeIfAbsent(from, key -> new HashSet<>()).add(to);
            }
        }

        void dependencies(JsonNode list) {
            for (JsonNode one : list) {
                one.path("dependsOn").forEach(to -> need(one.path("ref").asText(""), to.asText("")));
            }
        }

        /** Data first: a model that is registered finds what it was trained with. */
        List<Result> applied(Caller caller, boolean dryRun) {
            List<Result> results = new ArrayList<>();
            components.values().stream()
                    .sorted(Comparator.comparingInt(one -> one.kind().equals(AssetKind.DATASET) ? 0 : 1))
                    .forEach(one -> results.add(apply(caller, one, dryRun)));
            results.addAll(skipped);
            return results;
        }

        private Result apply(Caller caller, ImportedComponent component, boolean dryRun) {
            List<ImportedComponent> dependencies = needs.getOrDefault(component.ref(), Set.of()).stream()
                    .sorted()
                    .map(components::get)
                    .filter(Objects::nonNull)
                    .toList();
            try {
                String manifest = component.manifest(dependencies).toString();
                Applied applied = registry.get().apply(caller, manifest, dryRun);
                if (!dryRun) {
                    keep(caller, applied, component);
                }
                return result(
                        component,
                        applied.outcome().name().toLowerCase(Locale.ROOT),
                        dryRun && applied.outcome() == Registry.Outcome.CREATED
                                ? null
                                : applied.asset().id(),
                        List.of());
            } catch (Problem refused) {
                List<Violation> why = refused.violations().isEmpty()
                        ? List.of(new Violation("/", null, refused.detail()))
                        : refused.violations();
                return result(component, "refused", null, why);
            }
        }
    }

    private static Result result(
            ImportedComponent component, String outcome, @Nullable String assetId, List<Violation> violations) {
        return new Result(
                component.ref(),
                outcome,
                assetId,
                component.kind().wireName(),
                component.name(),
                component.version(),
                violations.stream().map(ViolationBody::of).toList());
    }

    /** What the manifest cannot hold, such as the model card, so that an export gives it back. */
    private void keep(Caller caller, Applied applied, ImportedComponent component) {
        String body = component.json().toString();
        boolean isComponent = component.json().path("type").asText("").equals(BomComponents.MODEL)
                || component.json().path("type").asText("").equals(BomComponents.DATA);
        if (isComponent && body.length() <= MAX_STORED && !body.contains("\\u0000")) {
            database.<Boolean>change(caller, (sql, events) -> {
                new ComponentDao(sql)
                        .put(
                                caller.tenant().value(),
                                applied.asset().id(),
                                applied.asset().digest(),
                                body,
                                clock.instant());
                return true;
            });
        }
    }
}
