// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import dev.llmops.registry.document.JsonPatch;
import dev.llmops.registry.document.SourceTree;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The changes of one version over HTTP, newest first; the last is its registration. */
@Path("/api/registry/v1/assets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class HistoryResource {
    private static final String HISTORY = "{id:[0-9][0-9A-Za-z]+}/history";
    private final Database database;

    HistoryResource(Database database) {
        this.database = database;
    }

    /** @param patch what makes the one of the other, by RFC 6902 */
    @Schema(name = "AssetHistoryEntry")
    record HistoryEntry(
            String id,
            String action,
            long revision,
            @Nullable String reason,
            JsonNode before,
            JsonNode after,
            List<JsonNode> patch,
            String actor,
            Instant at) {
        static HistoryEntry of(AssetHistory.Entry entry) {
            List<JsonNode> patch = new ArrayList<>();
            JsonPatch.between(entry.before(), entry.after()).forEach(operation -> patch.add(operation.json()));
            return new HistoryEntry(
                    entry.id(),
                    entry.action(),
                    entry.revision(),
                    entry.reason(),
                    entry.before(),
                    entry.after(),
                    patch,
                    entry.actor(),
                    entry.at());
        }

        static HistoryEntry registered(String assetId, AssetHistory.Origin origin) {
            JsonNode nothing = SourceTree.NODES.objectNode();
            return new HistoryEntry(
                    assetId, "registered", 1, null, nothing, nothing, List.of(), origin.actor(), origin.at());
        }
    }

    @GET
    @Path(HISTORY)
    @Allow(Permission.REGISTRY_READ)
    public Page<HistoryEntry> history(
            @Context SecurityContext security, @Context UriInfo uri, @PathParam("id") String id) {
        PageRequest page = Lists.page(uri);
        if (page.after() != null && !Ulids.isUlid(page.after())) {
            throw Problem.invalid("cursor", null, "the next_cursor of the page before");
        }
        String assetId = id.toUpperCase(Locale.ROOT);
        return database.read(Callers.of(security).tenant(), sql -> {
            AssetHistory history = new AssetHistory(sql);
            AssetHistory.Origin origin = history.origin(assetId)
                    .orElseThrow(() ->
                            Problem.notFound("id", id, "the id of a version that is registered in your organisation"));
            List<HistoryEntry> entries = new ArrayList<>(history.list(assetId, page.after(), page.fetch()).stream()
                    .map(HistoryEntry::of)
                    .toList());
            if (entries.size() < page.fetch() && !assetId.equals(page.after())) {
                entries.add(HistoryEntry.registered(assetId, origin));
            }
            return Page.of(entries, page, HistoryEntry::id);
        });
    }
}
