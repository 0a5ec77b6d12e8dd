// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.EventSubscriber;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.feed.CloudEvents;
import dev.llmops.registry.feed.EventTypes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Follows the log and notes which event is for which webhook, once. A batch that comes again adds nothing. */
@Singleton
final class WebhookQueue implements EventSubscriber {
    private final Database database;
    private final WebhookDispatcher dispatcher;
    private final Clock clock;

    WebhookQueue(Database database, WebhookDispatcher dispatcher, Clock clock) {
        this.database = database;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "registry-webhooks";
    }

    @Override
    public void handle(List<Event> events) {
        Map<TenantId, List<Event>> byTenant = new LinkedHashMap<>();
        for (Event event : events) {
            if (EventTypes.leaves(event.type())) {
                byTenant.computeIfAbsent(event.tenant(), tenant -> new ArrayList<>())
                        .add(event);
            }
        }
        byTenant.forEach(this::queue);
    }

    private void queue(TenantId tenant, List<Event> events) {
        List<Webhook> listening = database.read(tenant, sql -> new WebhookDao(sql).listening());
        if (listening.isEmpty()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        int added = database.change(Caller.system(tenant, "webhooks"), (sql, log) -> {
            int sum = 0;
            for (Webhook webhook : listening) {
                sum += queue(sql, log, tenant, webhook, events, now);
            }
            return sum;
        });
        if (added > 0) {
            dispatcher.wake();
        }
    }

    private static int queue(Handle sql, EventLog log, TenantId tenant, Webhook seen, List<Event> events, Instant now) {
        DeliveryDao deliveries = new DeliveryDao(sql);
        WebhookDao webhooks = new WebhookDao(sql);
        int added = 0;
        for (Event event : events) {
            String place = Places.of(event.position());
            if (seen.types().match(event.type()) && place.compareTo(seen.since()) > 0) {
                if (added == 0 && !listens(webhooks, seen.id())) {
                    return 0;
                }
                Delivery delivery = delivery(seen.id(), event, place, CloudEvents.json(event), now);
                added += deliveries.insert(tenant.value(), delivery) ? 1 : 0;
            }
        }
        if (added > 0) {
            new DueDao(sql).add(tenant.value(), seen.id(), now);
            if (deliveries.pending(seen.id(), WebhookSettings.MAX_PENDING + 1) > WebhookSettings.MAX_PENDING) {
                Webhook full = webhooks.hold(seen.id()).orElseThrow();
                String reason = "more than " + WebhookSettings.MAX_PENDING + " events wait for it";
                webhooks.update(full.withState(WebhookState.DISABLED, reason).touched(now, "webhooks"));
                log.append(new WebhookChanged(seen.id(), "disabled"));
            }
        }
        return added;
    }

    /** Asked again with the webhook held: it may have been deleted or disabled since it was read. */
    private static boolean listens(WebhookDao webhooks, String id) {
        return webhooks.hold(id)
                .filter(now -> now.state() != WebhookState.DISABLED)
                .isPresent();
    }

    static Delivery delivery(String webhookId, Event event, String place, String body, Instant now) {
        return new Delivery(
                Ulids.next(),
                webhookId,
                event.id(),
                event.type(),
                place,
                body,
                DeliveryState.PENDING,
                0,
                now,
                null,
                null,
                now,
                null);
    }
}
