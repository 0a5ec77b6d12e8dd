// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.platform.web.Dialect;
import dev.llmops.platform.web.RawRoute;
import dev.llmops.platform.web.RawRoutes;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The routes of the data plane. */
@Singleton
final class GatewayRoutes implements RawRoutes {
    private final DataPlane plane;

    @Inject
    GatewayRoutes(DataPlane plane) {
        this.plane = plane;
    }

    @Override
    public List<RawRoute> routes() {
        return List.of(
                route(
                        HttpMethod.POST,
                        "/v1/chat/completions",
                        "Calls the service of the key, as one answer or as a stream",
                        context -> ChatCall.handle(plane, ClientDialect.OPENAI_CHAT, context.request())),
                route(
                        HttpMethod.POST,
                        "/v1/responses",
                        "Calls the service of the key with a list of items, as one answer or as numbered events",
                        context -> ChatCall.handle(plane, ClientDialect.OPENAI_RESPONSES, context.request())),
                new RawRoute(
                        HttpMethod.POST,
                        "/v1/messages",
                        Permission.GATEWAY_CALL,
                        Dialect.ANTHROPIC,
                        "Calls the service of the key in Anthropic's dialect, as one answer or as a stream",
                        context -> ChatCall.handle(plane, ClientDialect.ANTHROPIC_MESSAGES, context.request())),
                route(
                        HttpMethod.GET,
                        "/v1/models",
                        "The services the key may call",
                        context -> ModelsCall.handle(plane, context.request(), null)),
                route(
                        HttpMethod.GET,
                        "/v1/models/{model}",
                        "One service the key may call",
                        context -> ModelsCall.handle(plane, context.request(), context.pathParam("model"))));
    }

    private static RawRoute route(HttpMethod method, String path, String summary, Handler<RoutingContext> handler) {
        return new RawRoute(method, path, Permission.GATEWAY_CALL, Dialect.OPENAI, summary, handler);
    }
}
