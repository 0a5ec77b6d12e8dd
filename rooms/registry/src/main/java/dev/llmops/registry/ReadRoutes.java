// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.HotReads;
import dev.llmops.platform.web.RawRoute;
import dev.llmops.platform.web.RawRoutes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** Shortcuts before {@link AssetResource}'s two reads of one version, for what {@link ReadyAnswers} has. */
@Singleton
final class ReadRoutes implements RawRoutes {
    private final HotReads reads;
    private final ReadyAnswers ready;

    ReadRoutes(HotReads reads, ReadyAnswers ready) {
        this.reads = reads;
        this.ready = ready;
    }

    @Override
    public List<RawRoute> routes() {
        return List.of(
                reads.route("/api/registry/v1/assets/{id}", Permission.REGISTRY_READ, (caller, parameter) -> {
                    String id = parameter.apply("id");
                    return id == null ? null : ready.of(caller.tenant(), id.toUpperCase(Locale.ROOT));
                }),
                reads.route(
                        "/api/registry/v1/assets/{kind}/{name}/versions/{version}",
                        Permission.REGISTRY_READ,
                        (caller, parameter) -> {
                            String kind = parameter.apply("kind");
                            String name = parameter.apply("name");
                            String version = parameter.apply("version");
                            return kind == null || name == null || version == null
                                    ? null
                                    : ready.of(caller.tenant(), kind, name, version);
                        }));
    }
}
