// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops get}: lists things, or shows one. */
@Command(
        name = "get",
        description = "Lists assets, services, subscriptions or upstreams, or shows one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops get model",
            "  llmops get model support-large@1.4.0 -o yaml",
            "  llmops get services",
            "  llmops get subscriptions -o json"
        })
final class GetCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}")
    What what = What.model;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "name, name@version, slug or id")
    @Nullable
    String name;

    @Option(names = "--limit", defaultValue = "50", description = "at most so many (default: ${DEFAULT-VALUE})")
    int limit = 50;

    @Option(names = "--status", description = "only assets of this status, or listings of this state")
    @Nullable
    String status;

    enum What {
        model,
        prompt,
        service,
        services,
        subscriptions,
        upstreams
    }

    @Override
    public Integer call() {
        switch (what) {
            case model, prompt, service -> assets();
            case services ->
                things(
                        "/api/marketplace/v1/services",
                        "state",
                        "slug",
                        "version",
                        "state",
                        "model",
                        "plan.name",
                        "publisher.name");
            case subscriptions ->
                things(
                        "/api/marketplace/v1/subscriptions",
                        "state",
                        "id",
                        "service.slug",
                        "state",
                        "plan.name",
                        "subscriber.name");
            case upstreams -> things("/api/forge/v1/upstreams", "state", "name", "kind", "base_url", "has_credential");
        }
        return 0;
    }

    private void assets() {
        if (name == null) {
            Map<String, Object> query = new LinkedHashMap<>();
            query.put("kind", what.name());
            if (status != null) {
                query.put("status", status);
            }
            server.output()
                    .list(
                            server.client().list("/api/registry/v1/assets", query, limit),
                            "name",
                            "version",
                            "status",
                            "provider",
                            "description");
            return;
        }
        int at = name.lastIndexOf('@');
        String version = at < 0 ? "latest" : name.substring(at + 1);
        String path = "/api/registry/v1/assets/" + what.name() + "/"
                + ApiClient.encode(at < 0 ? name : name.substring(0, at)) + "/versions/" + ApiClient.encode(version);
        server.output()
                .one(
                        server.client().get(path),
                        "id",
                        "kind",
                        "name",
                        "version",
                        "status",
                        "description",
                        "tags",
                        "digest",
                        "spec",
                        "created_at");
    }

    private void things(String path, String statusParameter, String... columns) {
        ApiClient client = server.client();
        if (name != null) {
            server.output().one(client.get(path + "/" + ApiClient.encode(name)), columns);
            return;
        }
        Map<String, Object> query = status == null ? Map.of() : Map.of(statusParameter, status);
        server.output().list(client.list(path, query, limit), columns);
    }
}
