// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.UpstreamKind;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where calls go below a base URL, and how they prove themselves, by the upstream's kind. */
final class ProviderPaths {
    static final String AZURE_VERSION = "2024-10-21";
    static final String ANTHROPIC_VERSION = "2023-06-01";

    private static final Pattern VERSION = Pattern.compile(".*/v\\d+((alpha|beta)\\d*)?");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private ProviderPaths() {}

    /** Whether the path differs from model to model. */
    static boolean nameModel(UpstreamKind kind, Endpoint endpoint) {
        return switch (kind) {
            case GEMINI, BEDROCK -> true;
            case AZURE_OPENAI -> !endpoint.path().endsWith("/v1");
            default -> false;
        };
    }

    /**
     * @param spoken what the upstream is spoken to in
     */
    static String path(UpstreamKind kind, Endpoint endpoint, String model, Dialect spoken, boolean stream) {
        String base = endpoint.path();
        return switch (kind) {
            case AZURE_OPENAI -> azure(base, model, operation(spoken));
            case ANTHROPIC -> versioned(base, "/v1") + operation(spoken);
            case GEMINI ->
                versioned(base, "/v1beta") + "/models/"
                        + encoded(model.startsWith("models/") ? model.substring(7) : model)
                        + gemini(spoken, stream);
            case BEDROCK -> base + "/model/" + encoded(model) + (stream ? "/converse-stream" : "/converse");
            case COHERE -> (base.isEmpty() ? "/compatibility/v1" : base) + operation(spoken);
            case MISTRAL, OLLAMA, VLLM -> (base.isEmpty() ? "/v1" : base) + operation(spoken);
            case OPENAI_COMPATIBLE, SIMULATOR -> base + operation(spoken);
        };
    }

    private static String operation(Dialect spoken) {
        return switch (spoken) {
            case OPENAI_CHAT -> "/chat/completions";
            case OPENAI_COMPLETIONS -> "/completions";
            case OPENAI_EMBEDDINGS -> "/embeddings";
            case ANTHROPIC_MESSAGES -> "/messages";
            case ANTHROPIC_TOKEN_COUNT -> "/messages/count_tokens";
            case OPENAI_RESPONSES, GEMINI, BEDROCK_CONVERSE -> throw new IllegalArgumentException(spoken.name());
        };
    }

    private static String gemini(Dialect spoken, boolean stream) {
        if (spoken == Dialect.OPENAI_EMBEDDINGS) {
            return ":batchEmbedContents";
        }
        return stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
    }

    /** The headers that carry the credential. */
    static Map<String, String> proof(UpstreamKind kind, @Nullable String credential) {
        Map<String, String> always =
                kind == UpstreamKind.ANTHROPIC ? Map.of("anthropic-version", ANTHROPIC_VERSION) : Map.of();
        if (credential == null) {
            return always;
        }
        return switch (kind) {
            case ANTHROPIC -> Map.of("anthropic-version", ANTHROPIC_VERSION, "x-api-key", credential);
            case AZURE_OPENAI -> Map.of("api-key", credential);
            case GEMINI -> Map.of("x-goog-api-key", credential);
            default -> Map.of("authorization", "Bearer " + credential);
        };
    }

    private static String azure(String base, String model, String operation) {
        if (base.endsWith("/v1")) {
            return base + operation;
        }
        String root = base.endsWith("/openai") ? base : base + "/openai";
        return root + "/deployments/" + encoded(model) + operation + "?api-version=" + AZURE_VERSION;
    }

    private static String versioned(String base, String version) {
        return VERSION.matcher(base).matches() ? base : base + version;
    }

    /** One segment of a path: all but the unreserved characters as percent signs and digits. */
    static String encoded(String text) {
        StringBuilder path = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (plain) {
                path.append(c);
            } else {
                path.append('%').append(HEX.toHexDigits(b));
            }
        }
        return path.toString();
    }
}
