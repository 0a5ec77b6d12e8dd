// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops subscribe}: a subscription and its first key. */
@Command(
        name = "subscribe",
        description = "Subscribes to a service and makes a key for it, shown this once.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops subscribe support-chat",
            "  llmops subscribe support-chat --key-name ci -o json"
        })
final class SubscribeCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "SLUG", description = "the service, from llmops search")
    String slug = "";

    @Option(
            names = "--key-name",
            defaultValue = "cli",
            description = "what to call the key (default: ${DEFAULT-VALUE})")
    String keyName = "cli";

    @Option(names = "--no-key", description = "subscribe only")
    boolean noKey;

    @Override
    public Integer call() {
        ApiClient client = server.client();
        JsonNode subscription = client.post("/api/marketplace/v1/subscriptions", Map.of("service", slug));
        ObjectNode shown = subscription.deepCopy();
        if (!noKey) {
            JsonNode key = client.post(
                    "/api/marketplace/v1/subscriptions/"
                            + subscription.path("id").asText() + "/keys",
                    Map.of("name", keyName));
            shown.put("key", key.path("key").asText());
            shown.put("base_url", client.context().url() + "/v1");
        }
        server.output().one(shown, "id", "service.slug", "state", "plan.name", "base_url", "key");
        if (!noKey) {
            server.output().say("The key is shown this once. Use it as OPENAI_API_KEY with the base URL above.");
        }
        return 0;
    }
}
