// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** What the process says about itself. */
@Singleton
@Path("/api/system/v1")
@RunOnVirtualThread
public final class SystemResource {
    private final RouteTable table;

    SystemResource(RouteTable table) {
        this.table = table;
    }

    /** All routes; not paged, because the table is small and read as a whole. */
    public record Routes(List<Route> items) {}

    @GET
    @Path("/routes")
    @Allow(Permission.SYSTEM_OBSERVE)
    public Routes routes() {
        return new Routes(table.routes());
    }
}
