// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

@Singleton
@Path("/api/memorygraph/v1/reconcile")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ReconciliationResource {
    private final Reconciliation reconciliation;

    ReconciliationResource(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    @POST
    @Allow(Permission.REGISTRY_ADMIN)
    @APIResponseSchema(value = Reconciliation.Progress.class, responseCode = "202")
    public Response start(@Context SecurityContext security) {
        return Response.accepted(reconciliation.start(Callers.of(security).tenant()))
                .build();
    }

    @GET
    @Allow(Permission.REGISTRY_ADMIN)
    public Reconciliation.Progress progress(@Context SecurityContext security) {
        return reconciliation.progress(Callers.of(security).tenant());
    }
}
