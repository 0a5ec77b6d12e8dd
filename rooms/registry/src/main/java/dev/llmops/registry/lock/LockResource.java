// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Lockfiles over HTTP. Nothing is changed. */
@Path("/api/registry/v1/lock")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class LockResource {
    private final Locking locking;

    LockResource(Locking locking) {
        this.locking = locking;
    }

    /** Either requirements or the id of a version. */
    @Schema(name = "LockRequest")
    record Request(
            @Nullable List<Wanted> requirements, @Nullable String assetId) {}

    @Schema(
            name = "LockWanted",
            requiredProperties = {"kind", "name", "version"})
    record Wanted(
            @Nullable String kind,
            @Nullable String name,
            @Nullable String version) {
        Lockfile.Requirement requirement() {
            if (kind == null || name == null || version == null) {
                throw Problem.invalid("requirements", null, "items of kind, name and version");
            }
            return new Lockfile.Requirement(kind, name, version);
        }
    }

    @Schema(name = "LockVerification")
    record Verification(boolean valid, List<Finding> findings) {}

    @Schema(name = "LockFinding")
    record Finding(String pointer, @Nullable String value, String expected) {
        static Finding of(Violation violation) {
            return new Finding(violation.field(), violation.value(), violation.expected());
        }
    }

    @POST
    @Allow(Permission.REGISTRY_READ)
    public Lockfile lock(@Context SecurityContext security, @Nullable Request request) {
        Caller caller = Callers.of(security);
        List<Wanted> wanted = request == null ? null : request.requirements();
        String assetId = request == null ? null : request.assetId();
        if ((wanted == null) == (assetId == null)) {
            throw Problem.invalid("requirements", null, "either requirements or asset_id");
        }
        if (assetId != null) {
            return locking.lock(caller, assetId);
        }
        List<Lockfile.Requirement> requirements = wanted == null
                ? List.of()
                : wanted.stream().map(Wanted::requirement).toList();
        return locking.lock(caller, requirements);
    }

    @POST
    @Path("verify")
    @Allow(Permission.REGISTRY_READ)
    public Verification verify(@Context SecurityContext security, @Nullable Lockfile lockfile) {
        if (lockfile == null || lockfile.lockfileVersion() != Lockfile.VERSION || isIncomplete(lockfile)) {
            throw Problem.invalid("/", null, "a lockfile as POST /lock gives it");
        }
        List<Violation> findings = locking.verify(Callers.of(security), lockfile);
        return new Verification(
                findings.isEmpty(),
                findings.stream().limit(100).map(Finding::of).toList());
    }

    /** A reader of JSON leaves null where a member is missing, whatever the record says. */
    @SuppressWarnings({"ConstantConditions", "RedundantNullCheck"})
    private static boolean isIncomplete(Lockfile lockfile) {
        return lockfile.requirements() == null
                || lockfile.assets() == null
                || lockfile.digest() == null
                || lockfile.requirements().stream().anyMatch(LockResource::isIncomplete)
                || lockfile.assets().stream().anyMatch(LockResource::isIncomplete);
    }

    @SuppressWarnings({"ConstantConditions", "RedundantNullCheck"})
    private static boolean isIncomplete(Lockfile.Requirement requirement) {
        return requirement == null
                || requirement.kind() == null
                || requirement.name() == null
                || requirement.version() == null;
    }

    @SuppressWarnings({"ConstantConditions", "RedundantNullCheck"})
    private static boolean isIncomplete(Lockfile.Locked asset) {
        return asset == null
                || asset.kind() == null
                || asset.name() == null
                || asset.version() == null
                || asset.digest() == null
                || asset.dependencies() == null
                || asset.dependencies().stream()
                        .anyMatch(edge -> edge == null
                                || edge.kind() == null
                                || edge.name() == null
                                || edge.version() == null
                                || edge.type() == null);
    }
}
