// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops routes}: where the calls of services go. */
@Command(
        name = "routes",
        description = "Shows, writes and explains where the calls of services go.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  llmops routes list",
            "  llmops routes get support-chat -o yaml > route.yaml",
            "  llmops routes set support-chat -f route.yaml",
            "  llmops routes explain support-chat --tokens 9000 --header x-llmops-region=eu",
            "  llmops routes explain support-chat -f route.yaml -o json",
            "  llmops routes targets --service support-chat",
            "  llmops routes delete support-chat"
        })
final class RoutesCommand {
    private static final String ROUTES = "/api/gateway/v1/routes";
    private static final YAMLMapper YAML = new YAMLMapper();

    private RoutesCommand() {}

    @Command(name = "list", description = "Lists the services that have a route.", mixinStandardHelpOptions = true)
    int list(@Mixin ServerOptions server) {
        server.output()
                .list(
                        server.client().list(ROUTES, Map.of(), 200),
                        "service",
                        "strategy",
                        "targets",
                        "revision",
                        "updated_at");
        return 0;
    }

    @Command(
            name = "get",
            description = "Shows a service's route; as YAML or JSON it can be edited and set again.",
            mixinStandardHelpOptions = true)
    int get(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "SERVICE", description = "id or slug") String service) {
        show(server, server.client().get(path(service)));
        return 0;
    }

    @Command(
            name = "set",
            description = "Writes a service's route. A file with a revision replaces only that one.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "SERVICE", description = "id or slug") String service,
            @Option(
                            names = {"-f", "--file"},
                            required = true,
                            paramLabel = "FILE",
                            description = "a YAML or JSON file, or - for standard input")
                    String file) {
        JsonNode route = read(file);
        ApiClient client = server.client();
        JsonNode revision = route.path("revision");
        Long replaced = revision.isIntegralNumber() ? (Long) revision.longValue() : revision(client, service);
        show(server, client.put(path(service), route, replaced));
        return 0;
    }

    @Command(
            name = "delete",
            description = "Takes a route away; calls go to the service's own upstream.",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "SERVICE", description = "id or slug") String service) {
        ApiClient client = server.client();
        client.delete(path(service), revision(client, service));
        server.output().say("deleted; calls go to the service's own upstream within a second");
        return 0;
    }

    @Command(
            name = "explain",
            description = "Says where a call would go and why; nothing is called.",
            mixinStandardHelpOptions = true)
    int explain(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "SERVICE", description = "id or slug") String service,
            @Option(names = "--tokens", description = "of the prompt, estimated") @Nullable Long tokens,
            @Option(names = "--max-output", description = "tokens the answer may have") @Nullable Long maxOutput,
            @Option(names = "--stream", description = "the answer is a stream") boolean stream,
            @Option(names = "--tools", description = "the request has tools") boolean tools,
            @Option(names = "--images", description = "the request has images") boolean images,
            @Option(names = "--user", description = "whom the client calls for") @Nullable String user,
            @Option(names = "--key", description = "the id of the key that calls") @Nullable String key,
            @Option(names = "--header", paramLabel = "NAME=VALUE", description = "may be repeated") @Nullable
                    Map<String, String> headers,
            @Option(
                            names = {"-f", "--file"},
                            paramLabel = "FILE",
                            description = "a route to try instead of the one that is kept")
                    @Nullable
                    String file) {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "tokens", tokens);
        put(body, "max_output", maxOutput);
        body.put("stream", stream);
        body.put("has_tools", tools);
        body.put("has_images", images);
        put(body, "user", user);
        put(body, "key", key);
        put(body, "headers", headers);
        put(body, "route", file == null ? null : read(file));
        JsonNode answer = server.client().post(path(service) + "/explain", body);
        Output output = server.output();
        output.answer(answer, items(answer), "position", "id", "upstream", "reason", "share_percent", "detail");
        if (answer.path("refusal").isObject()) {
            output.say(
                    "The call is refused with " + answer.at("/refusal/status").asText() + ": "
                            + answer.at("/refusal/message").asText());
        }
        return 0;
    }

    @Command(
            name = "targets",
            description = "Shows what each target does right now: circuit, speed, failures.",
            mixinStandardHelpOptions = true)
    int targets(
            @Mixin ServerOptions server,
            @Option(names = "--service", description = "only this service's, by its slug") @Nullable String service) {
        Map<String, Object> query = service == null ? Map.of() : Map.of("service", service);
        server.output()
                .list(
                        server.client().list("/api/gateway/v1/targets", query, 1_000),
                        "service",
                        "target",
                        "circuit",
                        "under_way",
                        "calls",
                        "failures",
                        "first_byte_ms",
                        "tokens_per_second",
                        "last_failure");
        return 0;
    }

    private static void show(ServerOptions server, JsonNode route) {
        server.output()
                .answer(
                        route,
                        items(route),
                        "id",
                        "upstream",
                        "upstream_model",
                        "priority",
                        "weight",
                        "region",
                        "context_window",
                        "when");
    }

    private static List<JsonNode> items(JsonNode answer) {
        List<JsonNode> items = new ArrayList<>();
        answer.path("targets").forEach(items::add);
        return items;
    }

    /** The present revision; null when there is no route yet. */
    private static @Nullable Long revision(ApiClient client, String service) {
        String slug = slug(client, service);
        for (JsonNode route : client.list(ROUTES, Map.of(), 10_000)) {
            if (route.path("service").asText().equals(slug)) {
                return route.path("revision").longValue();
            }
        }
        return null;
    }

    private static String slug(ApiClient client, String service) {
        return client.get("/api/marketplace/v1/services/" + ApiClient.encode(service))
                .path("slug")
                .asText();
    }

    private static String path(String service) {
        return ROUTES + "/" + ApiClient.encode(service);
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    /** YAML is read for JSON too, which is a part of it. */
    private static JsonNode read(String file) {
        try {
            String text = file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
            JsonNode route = YAML.readTree(text);
            if (!route.isObject()) {
                throw new Refusal(Refusal.USAGE, file + ": is no route (expected: an object with targets)");
            }
            return route;
        } catch (JsonProcessingException e) {
            throw new Refusal(Refusal.USAGE, file + ": is neither YAML nor JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Refusal(Refusal.USAGE, file + ": cannot be read; is the path right?");
        }
    }
}
