// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.PageRequest;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStream;

/** All versions that a filter lets through, as they could be imported elsewhere. */
@Path("/api/registry/v1/export")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ExportResource {
    private static final int EXPORT_PAGE = 200;

    private final AssetCatalogue catalogue;
    private final ObjectMapper json;

    ExportResource(AssetCatalogue catalogue, ObjectMapper json) {
        this.catalogue = catalogue;
        this.json = json;
    }

    /** Manifests, a line each and in the order of their creation, as {@code POST /imports} takes them. */
    @GET
    @Produces("application/x-ndjson")
    @Allow(Permission.REGISTRY_READ)
    public StreamingOutput export(@Context SecurityContext security, @Context UriInfo uri) {
        Lists.page(uri, "kind", "name", "status", "tag", "label.");
        AssetFilter filter = AssetFilter.of(uri.getQueryParameters()).inOrderOfCreation();
        Caller caller = Callers.of(security);
        return output -> write(caller, filter, output);
    }

    private void write(Caller caller, AssetFilter filter, OutputStream output) throws IOException {
        String after = null;
        do {
            var page = catalogue.list(caller, filter, PageRequest.of(EXPORT_PAGE, after));
            for (Asset asset : page.items()) {
                output.write(json.writeValueAsBytes(ManifestJson.of(asset)));
                output.write('\n');
            }
            after = page.nextCursor();
        } while (after != null);
    }
}
