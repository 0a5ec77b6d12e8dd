// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Organisations;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.KeyView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Opens a further organisation, where that is switched on. */
@Singleton
@Path("/api/identity/v1/organisations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class OrganisationsResource {
    private final Organisations organisations;

    OrganisationsResource(Organisations organisations) {
        this.organisations = organisations;
    }

    /** What it is called. */
    @Schema(requiredProperties = "name")
    record NewOrganisation(@Nullable String name) {}

    /**
     * @param adminKey shown this once
     */
    record OpenedOrganisation(String id, String name, KeyView.Issued adminKey) {}

    @POST
    @Allow(Permission.USERS_WRITE)
    @ResponseStatus(201)
    public OpenedOrganisation create(NewOrganisation organisation, @Context SecurityContext security) {
        Organisations.Opened opened =
                organisations.create(Callers.of(security), organisation.name() == null ? "" : organisation.name());
        return new OpenedOrganisation(opened.tenant().value(), opened.name(), KeyView.Issued.of(opened.adminKey()));
    }
}
