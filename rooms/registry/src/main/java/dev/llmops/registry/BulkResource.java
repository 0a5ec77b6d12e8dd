// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Many versions in one answer. The whole path stands at the class: one that ended earlier would lose to those of
 * {@code assets/{id}}, which have more letters in common with it.
 */
@Path("/api/registry/v1/assets/batch/get")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class BulkResource {
    private static final int MAX_IDS = 100;

    private final AssetCatalogue catalogue;

    BulkResource(AssetCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Schema(name = "AssetsWanted")
    record Wanted(List<String> ids) {
        Wanted {
            if (ids == null || ids.isEmpty() || ids.size() > MAX_IDS) {
                throw Problem.invalid("ids", null, "1 to " + MAX_IDS + " ids of versions");
            }
            ids = ids.stream().map(id -> id.toUpperCase(Locale.ROOT)).toList();
        }
    }

    /** @param missing ids that are not known in the organisation */
    @Schema(name = "AssetsFound")
    record Found(List<AssetJson> items, List<String> missing) {}

    @POST
    @Allow(Permission.REGISTRY_READ)
    public Found get(@Context SecurityContext security, Wanted wanted) {
        Set<String> ids = new LinkedHashSet<>(wanted.ids());
        Set<String> known = new HashSet<>(ids);
        known.removeIf(id -> !Ulids.isUlid(id));
        List<Asset> assets = catalogue.describe(Callers.of(security).tenant(), known);
        assets.forEach(asset -> ids.remove(asset.id()));
        return new Found(assets.stream().map(AssetJson::of).toList(), List.copyOf(ids));
    }
}
