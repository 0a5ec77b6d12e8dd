// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.feed.CloudEvents;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What people do with deliveries: look, try again, try out. */
@Singleton
final class Deliveries {
    private static final String TEST = "registry.webhook.test";

    private final Database database;
    private final WebhookDispatcher dispatcher;
    private final Clock clock;

    Deliveries(Database database, WebhookDispatcher dispatcher, Clock clock) {
        this.database = database;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    Page<Delivery> list(Caller caller, String webhookId, @Nullable DeliveryState state, PageRequest page) {
        return database.read(caller.tenant(), sql -> {
            Webhook webhook = existing(new WebhookDao(sql), webhookId);
            return Page.of(new DeliveryDao(sql).list(webhook.id(), state, page), page, Delivery::id);
        });
    }

    /** Puts it at its place in the order again, with all its tries; one that is pending is tried at once. */
    Delivery redeliver(Caller caller, String webhookId, String id) {
        Delivery again = database.change(caller, (sql, events) -> {
            Webhook webhook = existing(new WebhookDao(sql), webhookId);
            requireListening(webhook);
            DeliveryDao deliveries = new DeliveryDao(sql);
            Delivery delivery = deliveries
                    .hold(webhook.id(), Webhooks.id(id))
                    .orElseThrow(() -> Problem.notFound("delivery_id", id, "the id of a delivery of this webhook"));
            Instant now = now();
            Delivery anew = delivery.again(now);
            deliveries.update(anew);
            new DueDao(sql).add(caller.tenant().value(), webhook.id(), now);
            return anew;
        });
        dispatcher.wake();
        return again;
    }

    /** Queues an event of type {@code registry.webhook.test}, whatever types the webhook asks for. */
    Delivery test(Caller caller, String webhookId) {
        Delivery queued = database.change(caller, (sql, events) -> {
            Webhook webhook = existing(new WebhookDao(sql), webhookId);
            requireListening(webhook);
            Instant now = now();
            Event event = new Event(
                    Ulids.next(),
                    "/rooms/registry",
                    TEST,
                    webhook.id(),
                    now,
                    caller.tenant(),
                    caller.name(),
                    null,
                    "{\"webhook_id\":\"" + webhook.id() + "\"}",
                    EventPosition.START);
            DeliveryDao deliveries = new DeliveryDao(sql);
            Delivery delivery =
                    WebhookQueue.delivery(webhook.id(), event, deliveries.here(), CloudEvents.json(event), now);
            deliveries.insert(caller.tenant().value(), delivery);
            new DueDao(sql).add(caller.tenant().value(), webhook.id(), now);
            return delivery;
        });
        dispatcher.wake();
        return queued;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Webhook existing(WebhookDao webhooks, String id) {
        return webhooks.find(Webhooks.id(id)).orElseThrow(() -> Webhooks.unknown(id));
    }

    private static void requireListening(Webhook webhook) {
        if (webhook.state() == WebhookState.DISABLED) {
            throw new Problem(
                    ErrorCode.INVALID_TRANSITION,
                    "The webhook is disabled (" + webhook.stateReason() + "); set its state to active first");
        }
    }
}
