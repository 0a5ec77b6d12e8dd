// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a request's body its answer depends on: the members in the order of their names, each as it was sent but for
 * the space between its tokens. What only says who asks is left out, and so is what the gateway itself replaces. Inside
 * a member nothing is interpreted: that a request is written differently makes a miss, never a wrong hit.
 */
final class CacheableBody {
    /** Above it a caller wants answers to differ. */
    static final double MAX_TEMPERATURE = 0.3;

    /** Of these the answer does not depend, or the key says them in another way. */
    private static final Set<String> LEFT_OUT =
            Set.of("model", "stream", "user", "safety_identifier", "metadata", "prompt_cache_key");

    /** What these ask for is more than an answer. */
    private static final Set<String> STATEFUL = Set.of("previous_response_id", "conversation", "background");

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private record Piece(int start, int end) {}

    private CacheableBody() {}

    /**
     * Adds the body to a key.
     *
     * @return whether the request may be answered from what is kept at all
     */
    static boolean add(byte[] body, CacheKey.Making key) {
        Map<String, Piece> members = new TreeMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (!cacheable(name, value, json)) {
                    return false;
                }
                int start = (int) json.currentTokenLocation().getByteOffset();
                json.skipChildren();
                json.finishToken();
                Piece piece = new Piece(start, (int) json.currentLocation().getByteOffset());
                // Which of two the upstream would take is not ours to guess.
                if (members.put(name, piece) != null) {
                    return false;
                }
            }
        } catch (IOException e) {
            return false;
        }
        members.forEach((name, piece) -> {
            if (!LEFT_OUT.contains(name)) {
                key.with(name);
                compact(body, piece, key);
            }
        });
        return true;
    }

    private static boolean cacheable(String name, JsonToken value, JsonParser json) throws IOException {
        if (STATEFUL.contains(name)) {
            return value == JsonToken.VALUE_NULL || value == JsonToken.VALUE_FALSE;
        }
        if (name.equals("temperature") && value.isNumeric()) {
            return json.getDoubleValue() <= MAX_TEMPERATURE;
        }
        return true;
    }

    /** Every token but no space between them; strings stay as they are. */
    private static void compact(byte[] body, Piece piece, CacheKey.Making key) {
        byte[] kept = new byte[piece.end - piece.start];
        int length = 0;
        boolean inString = false;
        for (int i = piece.start; i < piece.end; i++) {
            byte at = body[i];
            if (inString && at == '\\') {
                kept[length++] = at;
                kept[length++] = body[++i];
                continue;
            }
            inString ^= at == '"';
            if (inString || !space(at)) {
                kept[length++] = at;
            }
        }
        key.with(length).bytes(kept, 0, length);
    }

    private static boolean space(byte at) {
        return at == ' ' || at == '\n' || at == '\r' || at == '\t';
    }
}
