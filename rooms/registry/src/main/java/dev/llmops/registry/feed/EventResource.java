// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The live feed over HTTP. */
@Path("/api/registry/v1/events")
@RunOnVirtualThread
final class EventResource {
    static final String LAST_EVENT_ID = HttpHeaders.LAST_EVENT_ID_HEADER;
    private static final Set<String> FILTERS = Set.of("kind", "asset_id", "types");

    private final EventHub hub;

    EventResource(EventHub hub) {
        this.hub = hub;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Allow(Permission.REGISTRY_READ)
    public void events(
            @Context SecurityContext security,
            @Context UriInfo uri,
            @Context SseEventSink sink,
            @Context Sse sse,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("asset_id") @Nullable String assetId,
            @QueryParam("types") @Nullable String types) {
        requireKnown(uri);
        EventFilter filter = EventFilter.of(kind, assetId, types);
        EventPosition after = LiveEvents.position(LAST_EVENT_ID, lastEventId);
        hub.open(Callers.of(security), Callers.standing(security), filter, after, new SseOutlet(sse, sink));
    }

    private static void requireKnown(UriInfo uri) {
        for (String parameter : uri.getQueryParameters().keySet()) {
            if (!FILTERS.contains(parameter)) {
                throw new Problem(
                        ErrorCode.UNKNOWN_FILTER,
                        Violation.of(
                                parameter,
                                uri.getQueryParameters().getFirst(parameter),
                                "one of kind, asset_id, types"));
            }
        }
    }
}
