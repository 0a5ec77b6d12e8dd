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
                call(
                        ClientDialect.OPENAI_CHAT,
                        "/v1/chat/completions",
                        "Calls the service of the key, as one answer or as a stream"),
                call(
                        ClientDialect.OPENAI_RESPONSES,
                        "/v1/responses",
                        "Calls the service of the key with a list of items, as one answer or as numbered events"),
                call(
                        ClientDialect.OPENAI_COMPLETIONS,
                        "/v1/completions",
                        "Has the service of the key go on from a text, as one answer or as a stream"),
                call(
                        ClientDialect.OPENAI_EMBEDDINGS,
                        "/v1/embeddings",
                        "Vectors of texts by the service of the key, as numbers or in base64"),
                call(
                        ClientDialect.ANTHROPIC_MESSAGES,
                        "/v1/messages",
                        "Calls the service of the key in Anthropic's dialect, as one answer or as a stream"),
                call(
                        ClientDialect.ANTHROPIC_TOKEN_COUNT,
                        "/v1/messages/count_tokens",
                        "How many input tokens a request of Anthropic's dialect has; nothing is used"),
                route(
                        HttpMethod.POST,
                        "/v1/moderations",
                        "Judges texts by what stands in them, in this process",
                        context -> ModerationCall.handle(plane, context.request())),
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

    private RawRoute call(ClientDialect dialect, String path, String summary) {
        return new RawRoute(
                HttpMethod.POST,
                path,
                Permission.GATEWAY_CALL,
                dialect.anthropic() ? Dialect.ANTHROPIC : Dialect.OPENAI,
                summary,
                context -> ChatCall.handle(plane, dialect, context.request()));
    }

    private static RawRoute route(HttpMethod method, String path, String summary, Handler<RoutingContext> handler) {
        return new RawRoute(method, path, Permission.GATEWAY_CALL, Dialect.OPENAI, summary, handler);
    }
}
