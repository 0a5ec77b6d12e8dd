// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.outbound.OutboundPost;
import dev.llmops.registry.feed.CloudEvents;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Works through what waits for one webhook, under a lease: reads the first delivery, sends it outside any transaction,
 * writes down what came of it. Whoever lost the lease meanwhile writes nothing; a crash sends the delivery again.
 */
@Singleton
final class WebhookWork {
    private static final Logger LOG = Logger.getLogger(WebhookWork.class);
    private static final String NAME = "webhooks";
    private static final int GONE = 410;

    private final Database database;
    private final Sealer sealer;
    private final OutboundPost post;
    private final WebhookSettings settings;
    private final Clock clock;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    WebhookWork(Database database, Sealer sealer, OutboundPost post, WebhookSettings settings, Clock clock) {
        this.database = database;
        this.sealer = sealer;
        this.post = post;
        this.settings = settings;
        this.clock = clock;
    }

    /** What is to be sent next. */
    private record Turn(Webhook webhook, Delivery delivery) {}

    /**
     * @param status null when no answer came
     */
    private record Result(
            @Nullable Integer status,
            @Nullable String error,
            @Nullable Duration retryAfter) {
        boolean taken() {
            return status != null && status >= 200 && status < 300;
        }
    }

    boolean claim(DueDao.Due due, String owner) {
        return database.change(
                system(due), (sql, events) -> new DueDao(sql).claim(due.webhookId(), owner, now(), settings.lease()));
    }

    /** One delivery, or none when nothing is left for now; answers whether there may be more. */
    boolean step(DueDao.Due due, String owner) {
        Optional<Turn> turn = database.change(system(due), (sql, events) -> turn(sql, due.webhookId(), owner));
        if (turn.isEmpty()) {
            return false;
        }
        Result result = send(turn.get());
        return database.change(system(due), (sql, events) -> settle(sql, events, turn.get(), result, owner));
    }

    /** Lets another have it, at once. */
    void release(DueDao.Due due, String owner) {
        database.change(system(due), (sql, events) -> {
            new DueDao(sql).release(due.webhookId(), owner, now());
            return owner;
        });
    }

    private Optional<Turn> turn(Handle sql, String webhookId, String owner) {
        Optional<Webhook> webhook = new WebhookDao(sql).hold(webhookId);
        DueDao due = new DueDao(sql);
        if (webhook.isEmpty() || !due.renew(webhookId, owner, settings.lease())) {
            return Optional.empty();
        }
        Optional<Delivery> first = new DeliveryDao(sql).first(webhookId);
        if (first.isEmpty() || webhook.get().state() != WebhookState.ACTIVE) {
            Instant now = now();
            new DeliveryDao(sql)
                    .sweep(webhookId, now.minus(WebhookSettings.DELIVERED_KEPT), now.minus(WebhookSettings.DEAD_KEPT));
            due.remove(webhookId);
            return Optional.empty();
        }
        if (first.get().nextAt().isAfter(now())) {
            due.release(webhookId, owner, first.get().nextAt());
            return Optional.empty();
        }
        return Optional.of(new Turn(webhook.get(), first.get()));
    }

    private Result send(Turn turn) {
        Delivery delivery = turn.delivery();
        long timestamp = clock.instant().getEpochSecond();
        try {
            String signature =
                    Signatures.header(secrets(turn.webhook()), delivery.eventId(), timestamp, delivery.body());
            OutboundPost.Answer answer = post.send(
                    URI.create(turn.webhook().url()),
                    Map.of(
                            "content-type",
                            CloudEvents.MEDIA_TYPE + "; charset=utf-8",
                            "webhook-id",
                            delivery.eventId(),
                            "webhook-timestamp",
                            Long.toString(timestamp),
                            "webhook-signature",
                            signature),
                    delivery.body().getBytes(UTF_8),
                    settings.timeout());
            return new Result(answer.status(), null, answer.retryAfter());
        } catch (OutboundPost.NoAnswer e) {
            return new Result(null, e.getMessage(), null);
        } catch (IllegalStateException e) {
            LOG.errorf(
                    "the secret of webhook %s cannot be opened: %s",
                    turn.webhook().id(), e.getMessage());
            return new Result(null, "its secret cannot be opened; rotate it", null);
        }
    }

    private List<String> secrets(Webhook webhook) {
        String context = Webhook.secretContext(webhook.id());
        List<String> secrets = new ArrayList<>(List.of(sealer.open(webhook.sealedSecret(), context)));
        String former = webhook.sealedFormerSecret();
        if (former != null && webhook.formerUntil() != null && now().isBefore(webhook.formerUntil())) {
            secrets.add(sealer.open(former, context));
        }
        return secrets;
    }

    private boolean settle(Handle sql, EventLog events, Turn turn, Result result, String owner) {
        WebhookDao webhooks = new WebhookDao(sql);
        Optional<Webhook> webhook = webhooks.hold(turn.webhook().id());
        if (webhook.isEmpty() || !new DueDao(sql).renew(turn.webhook().id(), owner, settings.lease())) {
            return false;
        }
        Instant now = now();
        if (result.taken()) {
            new DeliveryDao(sql).update(turn.delivery().ended(DeliveryState.DELIVERED, result.status(), null, now));
            if (webhook.get().failures() > 0) {
                webhooks.health(webhook.get().id(), 0, null);
            }
            return true;
        }
        new DeliveryDao(sql).update(failed(turn.delivery(), result, now));
        blame(webhooks, events, webhook.get(), result, now);
        return true;
    }

    private Delivery failed(Delivery delivery, Result result, Instant now) {
        int failed = delivery.tries() + 1;
        boolean gone = result.status() != null && result.status() == GONE;
        if (failed >= settings.tries() || gone) {
            return delivery.ended(DeliveryState.DEAD, result.status(), result.error(), now);
        }
        Duration pause = settings.pause(failed, random);
        Duration asked = result.retryAfter();
        Duration wait =
                asked != null && asked.compareTo(pause) > 0 && asked.compareTo(Duration.ofDays(1)) < 0 ? asked : pause;
        return delivery.failed(result.status(), result.error(), now.plus(wait));
    }

    private void blame(WebhookDao webhooks, EventLog events, Webhook webhook, Result result, Instant now) {
        Instant since = webhook.failingSince() == null ? now : webhook.failingSince();
        int failures = webhook.failures() + 1;
        boolean gone = result.status() != null && result.status() == GONE;
        boolean tooLong =
                failures >= settings.tries() && Duration.between(since, now).compareTo(settings.disableAfter()) >= 0;
        if (gone || tooLong) {
            String reason = gone ? "the receiver answered 410 Gone" : "it failed without a success since " + since;
            webhooks.update(webhook.withState(WebhookState.DISABLED, reason).touched(now, NAME));
            events.append(new WebhookChanged(webhook.id(), "disabled"));
        } else {
            webhooks.health(webhook.id(), failures, since);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Caller system(DueDao.Due due) {
        TenantId tenant = due.tenant();
        return Caller.system(tenant, NAME);
    }
}
