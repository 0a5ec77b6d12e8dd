// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops upstream}: makes the endpoints that services point at. */
@Command(
        name = "upstream",
        description = "Registers a model endpoint that services can point at.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  llmops upstream try-it --kind simulator",
            "  llmops upstream openai --base-url https://api.openai.com/v1 --credential-env OPENAI_API_KEY"
        })
final class UpstreamCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "unique within the organisation: a-z, 0-9 and -")
    String name = "";

    @Option(
            names = "--kind",
            defaultValue = "openai_compatible",
            description =
                    "openai_compatible, azure_openai, anthropic, gemini, bedrock, mistral, cohere, ollama, vllm or "
                            + "simulator (default: ${DEFAULT-VALUE})")
    String kind = "openai_compatible";

    @Option(names = "--base-url", description = "where it answers; ends in /v1 for openai_compatible")
    @Nullable
    String baseUrl;

    @Option(
            names = "--credential-env",
            paramLabel = "VARIABLE",
            description = "the environment variable that holds its API key; a key on the command line would be seen")
    @Nullable
    String credentialVariable;

    @Option(names = "--latency-ms", description = "simulator only: pause before the first token")
    @Nullable
    Long latencyMillis;

    @Override
    public Integer call() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("kind", kind);
        if (baseUrl != null) {
            body.put("base_url", baseUrl);
        }
        if (latencyMillis != null) {
            body.put("latency_ms", latencyMillis);
        }
        if (credentialVariable != null) {
            String credential = System.getenv(credentialVariable);
            if (credential == null || credential.isBlank()) {
                throw new Refusal(
                        Refusal.USAGE, "the environment variable " + credentialVariable + " is empty; export it first");
            }
            body.put("credential", credential);
        }
        JsonNode upstream = server.client().post("/api/forge/v1/upstreams", body);
        server.output().one(upstream, "id", "name", "kind", "base_url", "has_credential");
        return 0;
    }
}
