// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Dialect;
import dev.llmops.platform.web.RawRoute;
import dev.llmops.platform.web.RawRoutes;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/** Files and batches, in OpenAI's words, for consumer keys. */
@Singleton
final class BatchRoutes implements RawRoutes {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final ConsumerDesk desk;
    private final Files files;
    private final Batches batches;
    private final FileArrivals arrivals;
    private final FileDownload download;

    BatchRoutes(ConsumerDesk desk, Files files, Batches batches, FileArrivals arrivals, FileDownload download) {
        this.desk = desk;
        this.files = files;
        this.batches = batches;
        this.arrivals = arrivals;
        this.download = download;
    }

    /** What a client is told of a file that is gone. */
    record FileDeleted(String id, String object, boolean deleted) {}

    @Override
    public List<RawRoute> routes() {
        return List.of(
                route(HttpMethod.POST, "/v1/files", "Keeps a file of requests for a batch", arrivals::take),
                route(
                        HttpMethod.GET,
                        "/v1/files",
                        "The files of the key's subscription, newest first",
                        desk.answering((who, asked, body) ->
                                files.list(who, asked.request().params()))),
                route(
                        HttpMethod.GET,
                        "/v1/files/{id}",
                        "One file",
                        desk.answering((who, asked, body) -> files.get(who, id(asked)))),
                route(HttpMethod.GET, "/v1/files/{id}/content", "What a file holds", download::send),
                route(
                        HttpMethod.DELETE,
                        "/v1/files/{id}",
                        "Deletes a file that no batch reads any more",
                        desk.answering((who, asked, body) -> {
                            files.delete(who, id(asked));
                            return new FileDeleted(id(asked), "file", true);
                        })),
                route(
                        HttpMethod.POST,
                        "/v1/batches",
                        "Calls the lines of a file, in time and within the limits of the key",
                        desk.answering((who, asked, body) -> batches.create(who, body))),
                route(
                        HttpMethod.GET,
                        "/v1/batches",
                        "The batches of the key's subscription, newest first",
                        desk.answering((who, asked, body) ->
                                batches.list(who, asked.request().params()))),
                route(
                        HttpMethod.GET,
                        "/v1/batches/{id}",
                        "One batch, with how far it is",
                        desk.answering((who, asked, body) -> batches.get(who, id(asked)))),
                route(
                        HttpMethod.POST,
                        "/v1/batches/{id}/cancel",
                        "Calls no further line of a batch",
                        desk.answering((who, asked, body) -> batches.cancel(who, id(asked)))));
    }

    static String id(RoutingContext asked) {
        String id = asked.pathParam("id");
        if (id == null || !ID.matcher(id).matches()) {
            throw Problem.notFound("id", String.valueOf(id), "the id of a file or batch of your subscription");
        }
        return id;
    }

    private static RawRoute route(HttpMethod method, String path, String summary, Handler<RoutingContext> handler) {
        return new RawRoute(method, path, Permission.GATEWAY_CALL, Dialect.OPENAI, summary, handler);
    }
}
