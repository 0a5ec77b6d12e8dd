// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Strict JSON and base 64: no duplicate member, nothing behind the value, no encoding but UTF-8. */
public final class Documents {
    public static final int MAX_BYTES = 16 << 20;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER = 100;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_BYTES)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Documents() {}

    /** One JSON object. */
    public static JsonNode object(String field, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new Problem(ErrorCode.PAYLOAD_TOO_LARGE, field + ": too large (expected: at most 16 MiB)");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode root = JSON.readTree(text);
            if (root == null || !root.isObject()) {
                throw Problem.invalid(field, "another value", "a JSON object");
            }
            return root;
        } catch (CharacterCodingException e) {
            throw Problem.invalid(field, "another encoding", "JSON in UTF-8");
        } catch (JsonProcessingException e) {
            throw Problem.invalid(field, null, "one JSON object without duplicate members: " + e.getOriginalMessage());
        }
    }

    /** Base 64 of the standard or the URL alphabet, as DSSE allows. */
    public static byte[] base64(String field, JsonNode text) {
        if (!text.isTextual() || text.textValue().isEmpty()) {
            throw Problem.invalid(field, null, "base 64");
        }
        String given = text.textValue();
        boolean url = given.indexOf('-') >= 0 || given.indexOf('_') >= 0;
        try {
            return (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(given);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(field, "not acceptable", "base 64");
        }
    }

    /** A text that must be there. */
    public static String text(String field, JsonNode value) {
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw Problem.invalid(field, null, "a text");
        }
        return value.textValue();
    }

    /** A JSON text of ours, or a part of one that was read. */
    public static byte[] write(JsonNode value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
