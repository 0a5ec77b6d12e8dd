// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.llmops.contracts.registry.Asset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown of a version, kept with its document: answers need no database. */
public record Card(
        String tenant,
        String id,
        String kind,
        String name,
        String version,
        String status,
        @Nullable String description,
        @Nullable String owner,
        @Nullable String licence,
        @Nullable String provider,
        List<String> tags,
        Map<String, String> labels,
        String digest,
        long revision,
        Instant createdAt,
        Instant updatedAt) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    static Card of(String tenant, Asset asset) {
        return new Card(
                tenant,
                asset.id(),
                asset.kind().wireName(),
                asset.name(),
                asset.version(),
                asset.status().wireName(),
                asset.description(),
                asset.owner(),
                asset.licence(),
                asset.provider(),
                asset.tags(),
                asset.labels(),
                asset.digest(),
                asset.revision(),
                asset.createdAt(),
                asset.updatedAt());
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Card parse(String json) {
        try {
            return JSON.readValue(json, Card.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of the index cannot be read", e);
        }
    }
}
