// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Permission;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * A route directly on the Vert.x router, for the hot paths. It stands in the same table as the others. The handler runs
 * on the event loop and establishes the caller itself (the data plane knows its keys from memory). The request arrives
 * paused, as Quarkus hands every request to the router: a handler sets its body handler, or none, and then calls
 * {@code context.request().resume()}; without it no body arrives and the connection is not used again.
 *
 * @param summary one line for the OpenAPI document
 */
public record RawRoute(
        HttpMethod method,
        String path,
        Permission permission,
        Dialect dialect,
        String summary,
        Handler<RoutingContext> handler) {}
