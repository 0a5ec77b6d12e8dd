// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.kernel.Ulids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoHistoryTest {
    private static final Instant NOW = Instant.parse("2026-06-17T15:20:00Z");

    @Test
    void someHundredCallsLieInThePastAndAreMarked() {
        List<UsageRecord> calls = new DemoHistory(NOW).calls(subscribed());

        assertThat(calls).hasSizeBetween(300, 999);
        assertThat(calls).allMatch(UsageRecord::simulated);
        assertThat(calls)
                .allMatch(call ->
                        call.startedAt().isBefore(NOW) && call.startedAt().isAfter(NOW.minus(Duration.ofDays(15))));
        assertThat(calls.stream().map(UsageRecord::callId).collect(Collectors.toSet()))
                .hasSameSizeAs(calls);
        assertThat(calls.stream().map(UsageRecord::service).distinct()).hasSize(3);
    }

    @Test
    void everybodySeesTheSameHistory() {
        DemoSubscriber.Subscribed subscribed = subscribed();

        assertThat(new DemoHistory(NOW).calls(subscribed)).isEqualTo(new DemoHistory(NOW).calls(subscribed));
    }

    @Test
    void catalogueNamesBecomeNamesOfTheRegistry() {
        assertThat(DemoModels.name("openai", "gpt-4o-mini")).isEqualTo("openai/gpt-4o-mini");
        assertThat(DemoModels.name("azure", "azure/GPT 4:o")).isEqualTo("azure/gpt-4-o");
        assertThat(DemoModels.name("llmops-simulator", "simulator-small")).isEqualTo("simulator-small");
        assertThat(DemoModels.name("llmops-simulator", "*")).isEmpty();
        assertThat(DemoModels.name("x", "…")).matches("|x/-+");
    }

    private static DemoSubscriber.Subscribed subscribed() {
        return new DemoSubscriber.Subscribed(
                Ulids.next(),
                DemoService.ALL.stream()
                        .map(service -> new DemoSubscriber.Subscription(service, "sub", "svc", "key", "secret"))
                        .toList());
    }
}
