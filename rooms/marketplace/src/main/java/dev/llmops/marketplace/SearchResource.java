// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/marketplace/v1/search")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class SearchResource {
    private final Catalogue catalogue;

    SearchResource(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GET
    @Allow(Permission.MARKETPLACE_READ)
    public Found search(
            @QueryParam("q") @Nullable String text,
            @QueryParam("category") @Nullable String category,
            @QueryParam("tag") List<String> tags,
            @QueryParam("sort") @Nullable String sort,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        PageRequest page = Lists.page(uri, "q", "category", "tag", "sort");
        Catalogue.Found found =
                catalogue.search(Callers.of(security), SearchQuery.of(text, category, tags, sort), page);
        Page<Hit> hits = found.hits().map(Hit::of);
        return new Found(hits.items(), hits.nextCursor(), new Facets(found.categories(), found.tags()));
    }

    @Schema(name = "SearchAnswer")
    record Found(List<Hit> items, @Nullable String nextCursor, Facets facets) {
        Found {
            items = List.copyOf(items);
        }
    }

    record Facets(Map<String, Long> category, Map<String, Long> tag) {}

    @Schema(name = "SearchHit")
    record Hit(ServiceBody service, float score, Highlights highlights) {
        static Hit of(Catalogue.Hit hit) {
            return new Hit(ServiceBody.of(hit.listing()), hit.score(), new Highlights(hit.name(), hit.description()));
        }
    }

    record Highlights(@Nullable String name, @Nullable String description) {}
}
