// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.registry.document.JsonPatch;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
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

/** Two versions of one kind beside each other, over HTTP. */
@Path("/api/registry/v1/assets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class CompareResource {
    private static final String COMPARE = "{id:[0-9][0-9A-Za-z]+}/compare/{other:[0-9][0-9A-Za-z]+}";
    private final Registry registry;

    CompareResource(Registry registry) {
        this.registry = registry;
    }

    @Schema(name = "ComparedVersion")
    record Side(String id, String kind, String name, String version) {
        static Side of(Asset asset) {
            return new Side(asset.id(), asset.kind().wireName(), asset.name(), asset.version());
        }
    }

    /** @param level full, backward, forward or none; of a difference that is not understood neither way is claimed */
    @Schema(name = "SchemaCompatibility")
    record SchemaJson(String pointer, String level, boolean backward, boolean forward, boolean certain) {}

    @Schema(name = "BreakingChange")
    record Break(String pointer, @Nullable String value, String expected) {
        static Break of(Violation violation) {
            return new Break(violation.field(), violation.value(), violation.expected());
        }
    }

    @Schema(name = "Comparison")
    record Answer(
            Side from,
            Side to,
            boolean identical,
            List<ValueChange> changes,
            List<JsonNode> patch,
            String compatibility,
            List<SchemaJson> schemas,
            List<Break> breaking,
            Increment suggestedIncrement,
            String suggestedVersion) {
        static Answer of(Asset from, Asset to) {
            Comparison comparison = Comparison.between(from, to);
            List<JsonNode> patch = List.copyOf(comparison.operations().stream()
                    .map(JsonPatch.Operation::json)
                    .toList());
            return new Answer(
                    Side.of(from),
                    Side.of(to),
                    comparison.operations().isEmpty(),
                    comparison.operations().stream().map(ValueChange::of).toList(),
                    patch,
                    comparison.compatibility(),
                    comparison.findings().schemas().stream()
                            .map(part -> new SchemaJson(
                                    part.pointer(), part.level(), part.backward(), part.forward(), part.certain()))
                            .toList(),
                    comparison.findings().breaking().stream().map(Break::of).toList(),
                    comparison.increment(),
                    comparison.suggestedVersion(from));
        }
    }

    @GET
    @Path(COMPARE)
    @Allow(Permission.REGISTRY_READ)
    public Answer compare(
            @Context SecurityContext security, @PathParam("id") String id, @PathParam("other") String other) {
        Caller caller = Callers.of(security);
        List<Asset> found = registry.describe(
                caller.tenant(), List.of(id.toUpperCase(Locale.ROOT), other.toUpperCase(Locale.ROOT)));
        Asset from = pick(found, "id", id);
        Asset to = pick(found, "other", other);
        if (!from.kind().equals(to.kind())) {
            throw Problem.invalid("other", to.kind() + " " + to.ref(), "a version of a " + from.kind());
        }
        return Answer.of(from, to);
    }

    private static Asset pick(List<Asset> found, String field, String id) {
        return found.stream()
                .filter(asset -> asset.id().equals(id.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        Problem.notFound(field, id, "the id of a version that is registered in your organisation"));
    }
}
