// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.registry.document.SourceTree;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The steps of a version's life over HTTP. */
@Path("/api/registry/v1/assets/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class LifecycleResource {
    private static final int MAX_REASON = 1_000;
    private static final int MAX_REFERENCE = 384;

    private final AssetLifecycle lifecycle;

    LifecycleResource(AssetLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    record Publication(@Nullable String reason) {}

    @Schema(requiredProperties = "reason")
    record Deprecation(
            @Nullable String reason,
            @Nullable String successor,
            @Nullable Instant sunsetAt) {}

    @Schema(requiredProperties = "reason")
    record Retirement(@Nullable String reason, @Nullable Boolean force) {}

    @POST
    @Path("publish")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    @APIResponseSchema(AssetJson.class)
    public Response publish(
            @Context SecurityContext security, @PathParam("id") String id, @Nullable Publication request) {
        String reason = optional("reason", request == null ? null : request.reason(), MAX_REASON);
        return take(security, id, new AssetLifecycle.Step(AssetStatus.PUBLISHED, reason, null, null));
    }

    @POST
    @Path("deprecate")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    @APIResponseSchema(AssetJson.class)
    public Response deprecate(
            @Context SecurityContext security, @PathParam("id") String id, @Nullable Deprecation request) {
        String reason = required("reason", request == null ? null : request.reason());
        String successor = optional("successor", request == null ? null : request.successor(), MAX_REFERENCE);
        Instant sunsetAt = request == null ? null : request.sunsetAt();
        return take(security, id, new AssetLifecycle.Step(AssetStatus.DEPRECATED, reason, successor, sunsetAt));
    }

    @POST
    @Path("retire")
    @Allow(Permission.REGISTRY_LIFECYCLE)
    @APIResponseSchema(AssetJson.class)
    public Response retire(
            @Context SecurityContext security, @PathParam("id") String id, @Nullable Retirement request) {
        String reason = required("reason", request == null ? null : request.reason());
        AssetLifecycle.Step step = new AssetLifecycle.Step(AssetStatus.RETIRED, reason, null, null);
        Caller caller = Callers.of(security);
        if (request == null || !Boolean.TRUE.equals(request.force())) {
            return AssetAnswers.changed(lifecycle.take(caller, id, step));
        }
        caller.require(Permission.REGISTRY_ADMIN);
        return AssetAnswers.changed(lifecycle.take(caller, id, step, AssetLifecycle.Dependence.OVERRULED));
    }

    private Response take(SecurityContext security, String id, AssetLifecycle.Step step) {
        return AssetAnswers.changed(lifecycle.take(Callers.of(security), id, step));
    }

    private static String required(String field, @Nullable String text) {
        String given = optional(field, text, MAX_REASON);
        if (given == null || given.isBlank()) {
            throw Problem.invalid(field, given, "a text of 1 to " + MAX_REASON + " characters");
        }
        return given;
    }

    private static @Nullable String optional(String field, @Nullable String text, int max) {
        if (text != null && (text.length() > max || !SourceTree.isStorable(text))) {
            throw Problem.invalid(field, null, "a text of at most " + max + " characters without NUL");
        }
        return text;
    }
}
