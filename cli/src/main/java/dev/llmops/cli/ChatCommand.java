// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops chat}: one question to a service, the answer as it arrives. */
@Command(
        name = "chat",
        description = "Asks a service one question and prints the answer while it arrives.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops chat support-chat \"What is your return policy?\"",
            "  git diff | llmops chat code-review - --system \"Review this change.\"",
            "",
            "Without --key-env it uses your subscription through a key that ends after 15 minutes."
        })
final class ChatCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "SLUG", description = "the service")
    String slug = "";

    @Parameters(index = "1", paramLabel = "MESSAGE", description = "the question, or - for standard input")
    String message = "";

    @Option(names = "--system", description = "an instruction that goes before")
    @Nullable
    String system;

    @Option(names = "--max-tokens", description = "the longest answer wanted")
    @Nullable
    Integer maxTokens;

    @Option(names = "--key-env", paramLabel = "VARIABLE", description = "the environment variable with a consumer key")
    @Nullable
    String keyVariable;

    @Override
    public Integer call() {
        ApiClient client = server.client();
        String key = keyVariable == null ? playgroundKey(client) : System.getenv(keyVariable);
        if (key == null || key.isBlank()) {
            throw new Refusal(Refusal.USAGE, "the environment variable " + keyVariable + " is empty; export it first");
        }
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(client.stream("/v1/chat/completions", key, request()), StandardCharsets.UTF_8))) {
            return print(lines, new PrintStream(System.out, true, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Refusal(Refusal.UNREACHABLE, "the answer broke off: " + e.getMessage());
        }
    }

    private String playgroundKey(ApiClient client) {
        for (JsonNode subscription : client.list("/api/marketplace/v1/subscriptions", Map.of("state", "active"), 200)) {
            if (subscription.path("service").path("slug").asText().equals(slug)) {
                return client.post(
                                "/api/marketplace/v1/subscriptions/"
                                        + subscription.path("id").asText() + "/playground-key",
                                null)
                        .path("key")
                        .asText();
            }
        }
        throw new Refusal(
                Refusal.REFUSED,
                "you have no active subscription to '" + slug + "'; begin with: llmops subscribe " + slug);
    }

    private ObjectNode request() {
        ObjectNode body = ApiClient.JSON.createObjectNode().put("model", slug).put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        if (maxTokens != null) {
            body.put("max_tokens", maxTokens);
        }
        var messages = body.putArray("messages");
        if (system != null) {
            messages.addObject().put("role", "system").put("content", system);
        }
        messages.addObject().put("role", "user").put("content", message.equals("-") ? standardInput() : message);
        return body;
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Refusal(Refusal.USAGE, "standard input cannot be read");
        }
    }

    /** Prints the text of server-sent chunks; with {@code -o json} every chunk as it came. */
    private int print(BufferedReader lines, PrintStream out) throws IOException {
        JsonNode usage = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.startsWith("data:")) {
                continue;
            }
            String data = line.substring(5).strip();
            if (data.equals("[DONE]")) {
                break;
            }
            JsonNode chunk = parse(data);
            if (chunk.path("error").isObject()) {
                throw new Refusal(Refusal.REFUSED, ApiClient.explain(502, data));
            }
            if (server.output == Output.Form.table) {
                out.print(chunk.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asText(""));
                out.flush();
            } else {
                out.println(data);
            }
            usage = chunk.path("usage").isObject() ? chunk.path("usage") : usage;
        }
        finish(out, usage);
        return 0;
    }

    private void finish(PrintStream out, @Nullable JsonNode usage) {
        if (server.output == Output.Form.table) {
            out.println();
            if (usage != null) {
                System.err.println("[" + usage.path("prompt_tokens").asLong() + " tokens in, "
                        + usage.path("completion_tokens").asLong() + " out]");
            }
        }
    }

    private static JsonNode parse(String data) {
        try {
            return ApiClient.JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    Refusal.REFUSED, "the stream is not well-formed: " + data.length() + " bytes that are no JSON");
        }
    }
}
