// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.registry.Asset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What of a version is read as text, and what of its specification as values. */
final class AssetText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_SPEC = 32 * 1024;
    private static final int MAX_MEANING = 700;
    private static final int MAX_VALUE = 256;
    private static final int MAX_CAPABILITIES = 200;

    private final JsonNode spec;

    AssetText(Asset asset) {
        JsonNode read;
        try {
            read = JSON.readTree(asset.spec());
        } catch (JsonProcessingException e) {
            read = JSON.missingNode();
        }
        this.spec = read;
    }

    /** Every text of the specification, such as templates and descriptions of tools. */
    String words() {
        StringBuilder text = new StringBuilder();
        collect(spec, text, 0);
        return text.toString();
    }

    private static void collect(JsonNode node, StringBuilder text, int depth) {
        if (depth > 20 || text.length() >= MAX_SPEC) {
            return;
        }
        if (node.isTextual()) {
            String value = node.textValue();
            text.append(value, 0, Math.min(value.length(), MAX_SPEC - text.length()))
                    .append('\n');
        } else {
            node.forEach(child -> collect(child, text, depth + 1));
        }
    }

    /** The scalars of {@code spec.capabilities} by name. */
    Map<String, JsonNode> capabilities() {
        Map<String, JsonNode> found = new TreeMap<>();
        spec.path("capabilities").properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            boolean fits = value.isValueNode()
                    && !value.isNull()
                    && value.asText().length() <= MAX_VALUE
                    && entry.getKey().length() <= MAX_VALUE;
            if (fits && found.size() < MAX_CAPABILITIES) {
                found.put(entry.getKey(), value);
            }
        });
        return found;
    }

    /** What is encoded: without the version, so that versions which say the same share a vector. */
    String meaning(Asset asset) {
        String text = asset.name().replace('/', ' ').replace('-', ' ')
                + ". "
                + (asset.description() == null ? "" : asset.description() + ". ")
                + String.join(", ", asset.tags())
                + ". "
                + asset.kind().wireName()
                + (asset.provider() == null ? "" : " by " + asset.provider())
                + ". "
                + words();
        return text.length() > MAX_MEANING ? text.substring(0, MAX_MEANING) : text;
    }

    static String digest(String model, String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((model + "\n" + text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
