// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.outbound.AddressCheck;
import dev.llmops.registry.feed.EventTypes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The webhooks of an organisation: made, changed, found. */
@Singleton
final class Webhooks {
    private static final int MAX_DESCRIPTION = 1_000;

    private final Database database;
    private final Sealer sealer;
    private final AddressCheck addresses;
    private final WebhookDispatcher dispatcher;
    private final Clock clock;

    Webhooks(Database database, Sealer sealer, AddressCheck addresses, WebhookDispatcher dispatcher, Clock clock) {
        this.database = database;
        this.sealer = sealer;
        this.addresses = addresses;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /** A webhook with its secret, which is shown this once. */
    record Issued(Webhook webhook, String secret) {
        @Override
        public String toString() {
            return "Issued[" + webhook.id() + ", secret=hidden]";
        }
    }

    /** What may be changed; null leaves as it is. */
    record Change(
            @Nullable String url,
            @Nullable List<String> types,
            @Nullable String description,
            @Nullable String state) {}

    Issued create(Caller caller, @Nullable String url, List<String> types, @Nullable String description) {
        String checkedUrl = WebhookUrl.checked(url, addresses);
        EventTypes checkedTypes = EventTypes.of(types);
        String text = description(description);
        String id = Ulids.next();
        String secret = Signatures.newSecret();
        String sealed = sealer.seal(secret, Webhook.secretContext(id));
        Instant now = now();
        Webhook stored = database.change(caller, (sql, events) -> {
            WebhookDao webhooks = new WebhookDao(sql);
            if (webhooks.count() >= WebhookSettings.MAX_PER_TENANT) {
                throw new Problem(
                        ErrorCode.CONFLICT,
                        "There are " + WebhookSettings.MAX_PER_TENANT
                                + " webhooks, as many as may be; delete one first");
            }
            webhooks.insert(caller.tenant().value(), fresh(id, checkedUrl, text, checkedTypes, sealed, now, caller));
            events.append(new WebhookChanged(id, "created"));
            return webhooks.find(id).orElseThrow();
        });
        return new Issued(stored, secret);
    }

    private static Webhook fresh(
            String id,
            String url,
            @Nullable String description,
            EventTypes types,
            String sealed,
            Instant now,
            Caller caller) {
        return new Webhook(
                id,
                url,
                description,
                types,
                sealed,
                null,
                null,
                WebhookState.ACTIVE,
                null,
                0,
                null,
                "",
                1,
                now,
                caller.name(),
                now,
                caller.name());
    }

    Webhook get(Caller caller, String id) {
        return database.read(
                caller.tenant(), sql -> new WebhookDao(sql).find(id(id)).orElseThrow(() -> unknown(id)));
    }

    Page<Webhook> list(Caller caller, PageRequest page) {
        return database.read(caller.tenant(), sql -> Page.of(new WebhookDao(sql).list(page), page, Webhook::id));
    }

    /**
     * @param ifMatch the entity tag of the state it was made for
     */
    Webhook change(Caller caller, String id, @Nullable String ifMatch, Change change) {
        String url = change.url() == null ? null : WebhookUrl.checked(change.url(), addresses);
        EventTypes types = change.types() == null ? null : EventTypes.of(change.types());
        WebhookState state = change.state() == null ? null : WebhookState.asked(change.state());
        String text = description(change.description());
        Webhook changed = database.change(caller, (sql, events) -> {
            WebhookDao webhooks = new WebhookDao(sql);
            Webhook before = webhooks.hold(id(id)).orElseThrow(() -> unknown(id));
            ETags.require(ifMatch, before.revision());
            Webhook after = before.withContent(
                    url == null ? before.url() : url,
                    change.description() == null ? before.description() : text,
                    types == null ? before.types() : types);
            if (state != null && state != before.state()) {
                after = after.withState(state, null);
            }
            if (after.equals(before)) {
                return before;
            }
            after = after.touched(now(), caller.name());
            webhooks.update(after);
            new DueDao(sql).add(caller.tenant().value(), after.id(), now());
            events.append(new WebhookChanged(after.id(), "updated"));
            return after;
        });
        dispatcher.wake();
        return changed;
    }

    /** A new secret; deliveries carry a signature of the former one too until the overlap ends. */
    Issued rotate(Caller caller, String id, @Nullable Long overlapSeconds) {
        Duration overlap =
                overlapSeconds == null ? WebhookSettings.DEFAULT_OVERLAP : Duration.ofSeconds(overlapSeconds);
        if (overlap.isNegative() || overlap.compareTo(WebhookSettings.MAX_OVERLAP) > 0) {
            throw Problem.invalid(
                    "overlap_seconds",
                    overlapSeconds,
                    "0 to " + WebhookSettings.MAX_OVERLAP.toSeconds() + "; 0 ends the former secret at once");
        }
        String secret = Signatures.newSecret();
        Webhook changed = database.change(caller, (sql, events) -> {
            WebhookDao webhooks = new WebhookDao(sql);
            Webhook before = webhooks.hold(id(id)).orElseThrow(() -> unknown(id));
            String sealed = sealer.seal(secret, Webhook.secretContext(before.id()));
            Webhook after = before.withSecret(sealed, now().plus(overlap)).touched(now(), caller.name());
            webhooks.update(after);
            events.append(new WebhookChanged(after.id(), "rotated"));
            return after;
        });
        return new Issued(changed, secret);
    }

    /** Removes it with all that waits for it. */
    void delete(Caller caller, String id) {
        database.change(caller, (sql, events) -> {
            if (!new WebhookDao(sql).delete(id(id))) {
                throw unknown(id);
            }
            events.append(new WebhookChanged(id(id), "deleted"));
            return id;
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable String description(@Nullable String text) {
        if (text != null && (text.length() > MAX_DESCRIPTION || text.indexOf('\0') >= 0)) {
            throw Problem.invalid("description", null, "at most " + MAX_DESCRIPTION + " characters without NUL");
        }
        return text;
    }

    static String id(String text) {
        return Ulids.isUlid(text) ? text.toUpperCase(Locale.ROOT) : "";
    }

    static Problem unknown(String id) {
        return Problem.notFound("id", id, "the id of a webhook of your organisation");
    }
}
