// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceTree;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Prompts with their variables filled in, over HTTP. */
@Path("/api/registry/v1/assets")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class RenderResource {
    private static final String RENDER = "{id:[0-9][0-9A-Za-z]+}/render";
    private final Registry registry;

    RenderResource(Registry registry) {
        this.registry = registry;
    }

    @Schema(name = "RenderRequest")
    record Request(@Nullable JsonNode variables) {}

    @Schema(name = "RenderedMessage")
    record MessageJson(String role, String content) {
        static MessageJson of(PromptEngine.Message message) {
            return new MessageJson(message.role(), message.content());
        }
    }

    @Schema(name = "RenderedPrompt")
    record Rendered(String prompt, List<MessageJson> messages) {}

    @POST
    @Path(RENDER)
    @Allow(Permission.REGISTRY_READ)
    public Rendered render(@Context SecurityContext security, @PathParam("id") String id, @Nullable Request request) {
        Caller caller = Callers.of(security);
        Asset asset = registry.describe(caller.tenant(), List.of(id.toUpperCase(Locale.ROOT))).stream()
                .findFirst()
                .orElseThrow(() ->
                        Problem.notFound("id", id, "the id of a version that is registered in your organisation"));
        if (!asset.kind().equals(AssetKind.PROMPT)) {
            throw Problem.invalid("id", asset.kind() + " " + asset.ref(), "the id of a prompt");
        }
        JsonNode given = request == null || request.variables() == null
                ? SourceTree.NODES.objectNode()
                : JsonSource.read(request.variables().toString()).root();
        if (!given.isObject()) {
            throw Problem.invalid("variables", null, "an object of values by name");
        }
        List<PromptEngine.Message> messages =
                PromptEngine.render(JsonSource.read(asset.spec()).root(), given);
        return new Rendered(
                asset.ref().toString(), messages.stream().map(MessageJson::of).toList());
    }
}
