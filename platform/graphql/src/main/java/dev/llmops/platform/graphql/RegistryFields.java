// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetQuery;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Catalogue;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Versions: how the schema's fields are answered by the registry's doors. */
@Singleton
final class RegistryFields {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LATEST = "latest";

    private final Registry registry;
    private final Catalogue catalogue;

    RegistryFields(Registry registry, Catalogue catalogue) {
        this.registry = registry;
        this.catalogue = catalogue;
    }

    void wire(RuntimeWiring.Builder wiring) {
        wiring.type("Query", type -> type.dataFetcher("asset", this::asset).dataFetcher("assets", this::assets))
                .type("Mutation", type -> type.dataFetcher("registerAsset", this::register)
                        .dataFetcher("updateAsset", this::update)
                        .dataFetcher("deleteAsset", this::delete)
                        .dataFetcher("publishAsset", this::publish)
                        .dataFetcher("deprecateAsset", this::deprecate)
                        .dataFetcher("retireAsset", this::retire))
                .type("Asset", type -> type.dataFetcher(
                                "kind", at -> source(at).kind().wireName())
                        .dataFetcher("labels", at -> labels(source(at)))
                        .dataFetcher("spec", at -> tree(source(at).spec()))
                        .dataFetcher("versions", this::versions))
                .type("Dependency", type -> type.dataFetcher(
                                "kind", at -> dependency(at).kind().wireName())
                        .dataFetcher("resolved", at -> Loaders.load(at, Target.of(dependency(at)))));
    }

    /** What a dependency points at. */
    record Target(AssetKind kind, String name, String selector) {
        static Target of(AssetDependency dependency) {
            return new Target(dependency.kind(), dependency.name(), dependency.constraint());
        }
    }

    /** The versions with these ids that the caller's organisation has. */
    Map<String, Asset> byId(Caller caller, List<String> ids) {
        Map<String, Asset> found = new HashMap<>();
        registry.describe(caller.tenant(), ids).forEach(asset -> found.put(asset.id(), asset));
        return found;
    }

    @Nullable
    Asset resolve(Caller caller, Target target) {
        return registry.resolve(caller, target.kind(), target.name(), target.selector())
                .orElse(null);
    }

    private CompletableFuture<Asset> asset(DataFetchingEnvironment at) {
        String id = at.getArgument("id");
        String kind = at.getArgument("kind");
        String name = at.getArgument("name");
        if (id != null && kind == null && name == null) {
            return Loaders.load(at, id);
        }
        if (id != null || kind == null || name == null) {
            throw Problem.invalid("asset", null, "either id, or kind and name");
        }
        String version = at.getArgumentOrDefault("version", LATEST);
        return Loaders.load(at, new Target(AssetKind.parse(kind), name, version));
    }

    private Page<Asset> assets(DataFetchingEnvironment at) {
        Map<String, Object> filter = at.getArgumentOrDefault("filter", Map.of());
        AssetQuery query = new AssetQuery(
                filter.get("kind") instanceof String kind ? AssetKind.parse(kind) : null,
                filter.get("status") instanceof AssetStatus status ? status : null,
                (String) filter.get("name"),
                texts(filter.get("tags")),
                pairs(filter.get("labels")),
                (String) filter.get("text"),
                Objects.requireNonNull(at.<AssetQuery.Order>getArgument("sort")));
        return catalogue.list(Asking.caller(at), query, page(at));
    }

    private Page<Asset> versions(DataFetchingEnvironment at) {
        Asset asset = source(at);
        return catalogue.versions(Asking.caller(at), asset.kind(), asset.name(), page(at));
    }

    private Registry.Applied register(DataFetchingEnvironment at) {
        return registry.apply(Asking.caller(at), required(at, "manifest"));
    }

    private Asset update(DataFetchingEnvironment at) {
        Map<String, Object> change = Objects.requireNonNull(at.getArgument("change"));
        Map<String, Object> patch = new LinkedHashMap<>(change);
        if (patch.get("labels") != null) {
            patch.put("labels", pairs(patch.get("labels")));
        }
        long revision = Objects.requireNonNull(at.<Long>getArgument("revision"));
        try {
            return catalogue.edit(Asking.caller(at), required(at, "id"), revision, JSON.writeValueAsString(patch));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a change is made of texts", e);
        }
    }

    private String delete(DataFetchingEnvironment at) {
        String id = required(at, "id");
        catalogue.delete(Asking.caller(at), id);
        return id;
    }

    private Asset publish(DataFetchingEnvironment at) {
        return registry.publish(Asking.caller(at), required(at, "id"), at.getArgumentOrDefault("reason", ""));
    }

    private Asset deprecate(DataFetchingEnvironment at) {
        return catalogue.deprecate(
                Asking.caller(at),
                required(at, "id"),
                required(at, "reason"),
                at.getArgument("successor"),
                at.<Instant>getArgument("sunsetAt"));
    }

    private Asset retire(DataFetchingEnvironment at) {
        return registry.retire(Asking.caller(at), required(at, "id"), required(at, "reason"));
    }

    private static String required(DataFetchingEnvironment at, String argument) {
        return Objects.requireNonNull(at.<String>getArgument(argument));
    }

    private static Asset source(DataFetchingEnvironment at) {
        return Objects.requireNonNull(at.<Asset>getSource());
    }

    private static AssetDependency dependency(DataFetchingEnvironment at) {
        return Objects.requireNonNull(at.<AssetDependency>getSource());
    }

    private static PageRequest page(DataFetchingEnvironment at) {
        return PageRequest.of(at.<Integer>getArgument("limit"), at.getArgument("cursor"));
    }

    private static List<Map<String, String>> labels(Asset asset) {
        return new TreeMap<>(asset.labels())
                .entrySet().stream()
                        .map(label -> Map.of("key", label.getKey(), "value", label.getValue()))
                        .toList();
    }

    private static List<String> texts(@Nullable Object values) {
        return values instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, String> pairs(@Nullable Object conditions) {
        Map<String, String> pairs = new TreeMap<>();
        if (conditions instanceof List<?> list) {
            for (Object condition : list) {
                if (condition instanceof Map<?, ?> pair) {
                    pairs.put(String.valueOf(pair.get("key")), String.valueOf(pair.get("value")));
                }
            }
        }
        return pairs;
    }

    private static Object tree(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the registry keeps JSON", e);
        }
    }
}
