// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypesTest {
    @Test
    void aTypeIsNamedOrMeantByItsBeginning() {
        EventTypes types = EventTypes.of(List.of("registry.alias.moved", "registry.asset.*"));
        assertThat(types.match("registry.alias.moved")).isTrue();
        assertThat(types.match("registry.asset.deleted")).isTrue();
        assertThat(types.match("registry.assets")).isFalse();
        assertThat(types.match("registry.labels.changed")).isFalse();
        assertThat(EventTypes.of(List.of()).match("registry.labels.changed")).isTrue();
    }

    @Test
    void whatHappensToPeopleKeysAndWebhooksNeverLeaves() {
        assertThat(EventTypes.leaves("registry.asset.registered")).isTrue();
        assertThat(EventTypes.leaves("identity.user.created")).isFalse();
        assertThat(EventTypes.leaves("identity.key.issued")).isFalse();
        assertThat(EventTypes.leaves("registry.webhook.created")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "registry",
                "*",
                "identity.key.*",
                "registry.*.deleted",
                "registry..x",
                "registry.Asset",
                "a b"
            })
    void whatNoEventIsCalledIsRefused(String pattern) {
        assertThatThrownBy(() -> EventTypes.of(List.of(pattern))).isInstanceOf(Problem.class);
    }

    @Test
    void anEnvelopeIsOneLineOfCloudEventsJson() throws Exception {
        Event event = new Event(
                "01",
                "/rooms/registry",
                "registry.asset.updated",
                "02",
                Instant.parse("2026-01-01T10:00:00Z"),
                new TenantId(Ulids.next()),
                "A \"B\"\nC",
                null,
                "{\"revision\": 2}",
                EventPosition.START);
        String text = CloudEvents.json(event);
        assertThat(text).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(text);
        assertThat(json.path("specversion").asText()).isEqualTo("1.0");
        assertThat(json.path("actor").asText()).isEqualTo("A \"B\"\nC");
        assertThat(json.path("data").path("revision").asInt()).isEqualTo(2);
        assertThat(json.has("traceparent")).isFalse();
    }
}
