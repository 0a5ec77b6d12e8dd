// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.DomainEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens in the registry. The subject is the version's id; of an alias the id of the version it leads to, or led
 * to before it was removed; of a kind its name.
 */
public sealed interface RegistryEvent extends DomainEvent {
    /** @param dependencies as {@link Asset#dependencies()} has them */
    record AssetRegistered(
            String subject, String kind, String name, String version, String digest, List<Dependency> dependencies)
            implements RegistryEvent {
        public AssetRegistered {
            dependencies = dependencies == null ? List.of() : List.copyOf(dependencies); // events of before had none
        }

        public static AssetRegistered of(Asset asset) {
            return new AssetRegistered(
                    asset.id(),
                    asset.kind().wireName(),
                    asset.name(),
                    asset.version(),
                    asset.digest(),
                    asset.dependencies().stream().map(Dependency::of).toList());
        }

        @Override
        public String type() {
            return "registry.asset.registered";
        }
    }

    /** An {@link AssetDependency} in an event. */
    record Dependency(String kind, String name, String constraint, String type, boolean required) {
        public static Dependency of(AssetDependency dependency) {
            return new Dependency(
                    dependency.kind().wireName(),
                    dependency.name(),
                    dependency.constraint(),
                    dependency.type().wireName(),
                    dependency.required());
        }

        public AssetDependency declared() {
            return new AssetDependency(
                    AssetKind.parse(kind), name, constraint, AssetDependency.Type.parse(type), required);
        }
    }

    record AssetUpdated(String subject, long revision) implements RegistryEvent {
        @Override
        public String type() {
            return "registry.asset.updated";
        }
    }

    record AssetDeleted(String subject, String kind, String name, String version) implements RegistryEvent {
        @Override
        public String type() {
            return "registry.asset.deleted";
        }
    }

    /** One step of the life cycle. */
    record AssetStatusChanged(
            String subject,
            String from,
            String to,
            @Nullable String reason,
            @Nullable String successor,
            @Nullable Instant sunsetAt)
            implements RegistryEvent {
        @Override
        public String type() {
            return "registry.asset.status_changed";
        }
    }

    /**
     * An alias leads elsewhere.
     *
     * @param from the version it led to; null for a new alias
     * @param to the version it leads to; null when it was removed
     */
    record AliasMoved(
            String subject,
            String kind,
            String name,
            String alias,
            @Nullable String from,
            @Nullable String to,
            @Nullable String reason)
            implements RegistryEvent {
        @Override
        public String type() {
            return "registry.alias.moved";
        }
    }

    /** Beside {@link AssetUpdated} where labels differ. */
    record LabelsChanged(String subject, long revision, Map<String, String> before, Map<String, String> after)
            implements RegistryEvent {
        @Override
        public String type() {
            return "registry.labels.changed";
        }
    }

    /**
     * An annotation was written or removed.
     *
     * @param annotationType its type; null when it was removed
     */
    record AnnotationSet(
            String subject, String key, @Nullable String annotationType, long revision) implements RegistryEvent {
        @Override
        public String type() {
            return "registry.annotation.set";
        }
    }

    record KindRegistered(String subject, String description) implements RegistryEvent {
        @Override
        public String type() {
            return "registry.kind.registered";
        }
    }

    record KindRemoved(String subject) implements RegistryEvent {
        @Override
        public String type() {
            return "registry.kind.removed";
        }
    }
}
