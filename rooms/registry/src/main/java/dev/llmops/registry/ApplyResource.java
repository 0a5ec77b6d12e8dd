// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Registry.Applied;
import dev.llmops.contracts.registry.Registry.Outcome;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.registry.compare.ValueChange;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Manifests over HTTP. */
@Path("/api/registry/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ApplyResource {
    private final ManifestReader manifests;
    private final AssetRegistration registration;

    ApplyResource(ManifestReader manifests, AssetRegistration registration) {
        this.manifests = manifests;
        this.registration = registration;
    }

    @Schema(name = "ApplyAnswer")
    record Results(List<Result> results) {}

    /**
     * @param outcome created, updated or unchanged
     * @param changes what differs from before; all of it, where there was nothing
     */
    @Schema(name = "ApplyResult")
    record Result(Outcome outcome, AssetJson asset, List<ValueChange> changes) {
        static Result of(AssetRegistration.Reconciled reconciled) {
            Applied applied = reconciled.applied();
            return new Result(
                    applied.outcome(),
                    AssetJson.of(applied.asset()),
                    ValueChange.between(reconciled.before(), applied.asset()));
        }
    }

    @POST
    @Path("apply")
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Allow(Permission.REGISTRY_WRITE)
    public Results apply(
            @Context SecurityContext security, @QueryParam("dry_run") @Nullable String dryRun, byte[] body) {
        Caller caller = Callers.of(security);
        List<Manifest> read = manifests.read(caller.tenant(), body);
        return new Results(registration.reconcile(caller, read, flag(dryRun)).stream()
                .map(Result::of)
                .toList());
    }

    private static boolean flag(@Nullable String text) {
        return switch (text) {
            case null -> false;
            case "true", "" -> true;
            case "false" -> false;
            default -> throw Problem.invalid("dry_run", text, "true or false");
        };
    }
}
