// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops publish}: submits a service to the marketplace. */
@Command(
        name = "publish",
        description = "Publishes a service asset: checks run at once, then an approver decides.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops publish support-chat@1.0.0 --wait",
            "  llmops publish support-chat@1.0.0 --slug helpdesk"
        })
final class PublishCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME@VERSION", description = "an asset of kind service")
    String service = "";

    @Option(names = "--slug", description = "what consumers send as model (default: the asset's name)")
    @Nullable
    String slug;

    @Option(names = "--wait", description = "show the checks and wait until they are over")
    boolean wait;

    @Option(names = "--timeout", defaultValue = "60", description = "seconds to wait (default: ${DEFAULT-VALUE})")
    int timeoutSeconds = 60;

    @Override
    public Integer call() {
        ApiClient client = server.client();
        Map<String, Object> body = new LinkedHashMap<>();
        int at = service.lastIndexOf('@');
        body.put("slug", slug != null ? slug : at < 0 ? service : service.substring(0, at));
        body.put("service", service);
        JsonNode listing = client.post("/api/marketplace/v1/services", body);
        if (wait) {
            watch(client, listing.path("id").asText());
            listing = client.get(
                    "/api/marketplace/v1/services/" + listing.path("id").asText());
        }
        server.output().one(listing, "id", "slug", "version", "state", "model", "upstream", "state_reason");
        server.output().say(next(listing.path("state").asText()));
        return listing.path("state").asText().equals("draft") ? Refusal.REFUSED : 0;
    }

    private void watch(ApiClient client, String id) {
        Instant deadline = Instant.now().plusSeconds(timeoutSeconds);
        Set<String> told = new HashSet<>();
        while (Instant.now().isBefore(deadline)) {
            JsonNode status = client.get("/api/marketplace/v1/services/" + id + "/status");
            for (JsonNode step : status.path("steps")) {
                String result = step.path("result").asText();
                boolean over = !result.equals("pending") && !result.equals("running");
                if (over && told.add(step.path("name").asText())) {
                    tell(step, result);
                }
            }
            if (!status.path("state").asText().equals("validating")) {
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new Refusal(
                Refusal.REFUSED,
                "the checks are not over after " + timeoutSeconds + " s; see llmops get services " + id);
    }

    private static void tell(JsonNode step, String result) {
        System.err.println("  " + (result.equals("failed") ? "✗ " : "✓ ")
                + step.path("name").asText() + " " + result);
        step.path("findings")
                .forEach(finding ->
                        System.err.println("      " + finding.path("message").asText()));
    }

    private static String next(String state) {
        return switch (state) {
            case "pending_approval" -> "An approver decides now: llmops approvals, then llmops approve ID";
            case "draft" -> "The checks found faults; correct them and publish again";
            case "active" -> "It can be subscribed to: llmops subscribe SLUG";
            default -> "The checks run; add --wait to see them";
        };
    }
}
