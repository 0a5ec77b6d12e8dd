// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;

/** Adds to the OpenAPI document, when the program starts, the routes that stand directly on the router. */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public final class RawRouteFilter implements OASFilter {
    @Override
    public void filterOpenAPI(OpenAPI document) {
        RouteTable table = Arc.container().instance(RouteTable.class).get();
        if (document.getPaths() == null) {
            document.setPaths(OASFactory.createPaths());
        }
        for (Route route : table.routes()) {
            PathItem known = document.getPaths().getPathItem(route.path());
            PathItem.HttpMethod method = PathItem.HttpMethod.valueOf(route.method());
            if (known != null && known.getOperations().containsKey(method)) {
                continue;
            }
            PathItem path = known == null ? OASFactory.createPathItem() : known;
            Operation operation = OASFactory.createOperation().summary(route.summary());
            DocumentFilter.describe(operation, route.permission().wireName());
            path.setOperation(method, operation);
            document.getPaths().addPathItem(route.path(), path);
        }
    }
}
