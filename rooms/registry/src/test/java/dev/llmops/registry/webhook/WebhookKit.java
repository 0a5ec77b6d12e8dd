// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.web.outbound.AddressCheck;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.Cidr;
import dev.llmops.platform.web.outbound.HostLookup;
import dev.llmops.platform.web.outbound.OutboundPost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One process as far as webhooks go: its queue follows the log, its dispatcher works. Its clock stands still. */
final class WebhookKit implements AutoCloseable {
    final MutableClock clock = new MutableClock(Instant.parse("2026-03-02T12:00:00Z"));
    final WebhookDispatcher dispatcher;
    final Webhooks webhooks;
    final Deliveries deliveries;
    final WebhookQueue queue;
    private final PostgresKit postgres;
    private final AutoCloseable following;

    WebhookKit(PostgresKit postgres, Duration lease) {
        this(
                postgres,
                new WebhookSettings(8, Duration.ofSeconds(15), Duration.ofMillis(900), Duration.ofDays(5), lease));
    }

    WebhookKit(PostgresKit postgres, WebhookSettings settings) {
        this.postgres = postgres;
        AddressPolicy policy = new AddressPolicy(List.of(Cidr.parse("127.0.0.1/32")));
        HostLookup lookup = HostLookup.system();
        WebhookWork work = new WebhookWork(
                postgres.database(), postgres.sealer(), new OutboundPost(policy, lookup), settings, clock);
        dispatcher = new WebhookDispatcher(postgres.systemReads(), work, clock);
        webhooks = new Webhooks(
                postgres.database(), postgres.sealer(), new AddressCheck(policy, lookup), dispatcher, clock);
        deliveries = new Deliveries(postgres.database(), dispatcher, clock);
        queue = new WebhookQueue(postgres.database(), dispatcher, clock);
        following = postgres.follow(queue);
        dispatcher.start();
    }

    /** Time passes, for everything that was to wait. */
    void advance(Duration step) {
        clock.advance(step);
        dispatcher.wake();
    }

    String update(Caller caller) {
        String id = Ulids.next();
        postgres.database().change(caller, (sql, events) -> {
            events.append(new RegistryEvent.AssetUpdated(id, 1));
            return id;
        });
        return id;
    }

    List<Delivery> deliveries(Caller caller, String webhookId, DeliveryState state) {
        return deliveries
                .list(caller, webhookId, state, new PageRequest(200, null))
                .items();
    }

    @Override
    public void close() {
        try {
            following.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        dispatcher.stop();
    }
}
