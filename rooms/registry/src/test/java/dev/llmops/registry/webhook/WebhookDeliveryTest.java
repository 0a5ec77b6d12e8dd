// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebhookDeliveryTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    /** An organisation of its own for every test. */
    private final Caller admin = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);

    @Test
    void eventsArriveSignedOnceInTheLogsOrderAndOnlyTheOrganisationsOwn() throws Exception {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            kit.update(admin);
            Webhooks.Issued issued = kit.webhooks.create(admin, receiver.url(), List.of("registry.asset.*"), null);
            List<String> subjects = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                subjects.add(kit.update(admin));
                if (i % 20 == 0) {
                    kit.update(POSTGRES.otherAdmin());
                }
            }
            Eventually.holds("all arrived", () -> receiver.calls().size() >= 120);
            List<Receiver.Call> calls = receiver.calls();
            assertThat(calls).hasSize(120);
            assertThat(receiver.ids()).doesNotHaveDuplicates();
            assertThat(receiver.mostAtOnce()).isEqualTo(1);
            for (int i = 0; i < 120; i++) {
                assertThat(calls.get(i).body()).contains("\"subject\":\"" + subjects.get(i) + "\"");
            }
            Receiver.Call first = calls.getFirst();
            assertThat(first.contentType()).startsWith("application/cloudevents+json");
            assertThat(first.signature()).isEqualTo(signature(issued.secret(), first));
            assertThat(first.body()).contains("\"id\":\"" + first.id() + "\"");
            Eventually.holds(
                    "all are noted",
                    () -> kit.deliveries(admin, issued.webhook().id(), DeliveryState.DELIVERED)
                                    .size()
                            == 120);
        }
    }

    @Test
    void aFailedDeliveryIsTriedAgainAfterGrowingPausesAndTheOthersWait() {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            receiver.answer(500);
            String id = kit.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            kit.update(admin);
            kit.update(admin);
            await(kit, id, 1);
            assertThat(receiver.calls()).hasSize(1);
            kit.advance(Duration.ofSeconds(11));
            assertThat(pending(kit, id).getFirst().tries()).isEqualTo(1);
            kit.advance(Duration.ofSeconds(8));
            await(kit, id, 2);
            receiver.answer(200);
            kit.advance(Duration.ofSeconds(80));
            Eventually.holds("both arrived", () -> receiver.calls().size() == 4);
            assertThat(receiver.ids().subList(0, 3)).containsOnly(receiver.ids().getFirst());
            assertThat(receiver.ids().get(3)).isNotEqualTo(receiver.ids().getFirst());
        }
    }

    @Test
    void eightFailedTriesMakeADeadLetterThatCanBeSentAgain() {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            receiver.answer(302);
            String id = kit.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            kit.update(admin);
            Duration total = Duration.ZERO;
            for (int tries = 1; tries < 8; tries++) {
                await(kit, id, tries);
                Duration wait = Duration.between(
                        kit.clock.instant(), pending(kit, id).getFirst().nextAt());
                total = total.plus(wait);
                kit.advance(wait);
            }
            Eventually.holds(
                    "it is dead",
                    () -> kit.deliveries(admin, id, DeliveryState.DEAD).size() == 1);
            assertThat(total).isBetween(Duration.ofHours(17), Duration.ofHours(28));
            assertThat(receiver.calls()).hasSize(8);
            Delivery dead = kit.deliveries(admin, id, DeliveryState.DEAD).getFirst();
            assertThat(dead.lastStatus()).isEqualTo(302);
            receiver.answer(200);
            assertThat(kit.deliveries.redeliver(admin, id, dead.id()).state()).isEqualTo(DeliveryState.PENDING);
            Eventually.holds(
                    "it is delivered",
                    () -> kit.deliveries(admin, id, DeliveryState.DELIVERED).size() == 1);
            assertThat(kit.webhooks.get(admin, id).failures()).isZero();
        }
    }

    @Test
    void goneDisablesAtOnceAndActivatingBeginsAnew() {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            receiver.answer(410);
            String id = kit.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            kit.update(admin);
            Eventually.holds("it is disabled", () -> kit.webhooks.get(admin, id).state() == WebhookState.DISABLED);
            assertThat(kit.webhooks.get(admin, id).stateReason()).contains("410");
            assertThatThrownBy(() -> kit.deliveries.test(admin, id))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                            .isEqualTo(ErrorCode.INVALID_TRANSITION));
            receiver.answer(200);
            Webhook now = kit.webhooks.get(admin, id);
            kit.webhooks.change(
                    admin, id, "\"" + now.revision() + "\"", new Webhooks.Change(null, null, null, "active"));
            kit.deliveries.test(admin, id);
            Eventually.holds(
                    "the test arrived",
                    () -> kit.deliveries(admin, id, DeliveryState.DELIVERED).size() == 1);
            assertThat(receiver.calls().getLast().body()).contains("registry.webhook.test");
        }
    }

    @Test
    void daysWithoutASuccessDisable() {
        WebhookSettings quick = new WebhookSettings(
                2, Duration.ofSeconds(1), Duration.ofMillis(900), Duration.ofDays(5), Duration.ofSeconds(30));
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, quick)) {
            receiver.answer(503);
            String id = kit.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            kit.update(admin);
            await(kit, id, 1);
            kit.advance(Duration.ofDays(5));
            Eventually.holds("it is disabled", () -> kit.webhooks.get(admin, id).state() == WebhookState.DISABLED);
            assertThat(kit.webhooks.get(admin, id).stateReason()).contains("2026-03-02T12:00:00Z");
        }
    }

    @Test
    void twoProcessesNeverSendTheSameAndKeepTheOrder() {
        try (Receiver receiver = new Receiver();
                WebhookKit one = new WebhookKit(POSTGRES, Duration.ofSeconds(30));
                WebhookKit two = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            receiver.delay(3);
            String id = one.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            List<String> subjects = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                subjects.add((i % 2 == 0 ? one : two).update(admin));
            }
            Eventually.holds(
                    "all are delivered",
                    () -> one.deliveries(admin, id, DeliveryState.DELIVERED).size() == 150);
            assertThat(receiver.ids()).hasSize(150).doesNotHaveDuplicates();
            assertThat(receiver.mostAtOnce()).isEqualTo(1);
            assertThat(receiver.calls().get(149).body()).contains(subjects.get(149));
        }
    }

    @Test
    void whatAProcessThatDiedHeldGoesOnWhenItsLeaseEnds() {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(1))) {
            kit.dispatcher.stop();
            String id = kit.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            kit.update(admin);
            Eventually.holds("it is queued", () -> pending(kit, id).size() == 1);
            POSTGRES.owner().useHandle(sql -> sql.createUpdate(
                            "UPDATE registry.webhook_due SET lease_owner = 'dead', lease_until = now() + interval '1 s' WHERE webhook_id = :id")
                    .bind("id", id)
                    .execute());
            long left = System.nanoTime();
            try (WebhookKit next = new WebhookKit(POSTGRES, Duration.ofSeconds(1))) {
                Eventually.holds("it is delivered", () -> receiver.calls().size() == 1);
                assertThat(Duration.ofNanos(System.nanoTime() - left)).isGreaterThan(Duration.ofMillis(700));
                assertThat(next.webhooks.get(admin, id).state()).isEqualTo(WebhookState.ACTIVE);
            }
        }
    }

    @Test
    void aBatchThatComesAgainAddsNothing() {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            String id = kit.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            String subject = kit.update(admin);
            Eventually.holds("it arrived", () -> receiver.calls().size() == 1);
            List<Event> log = POSTGRES.eventFeed().read(dev.llmops.kernel.EventPosition.START, 1_000).stream()
                    .filter(event -> event.subject().equals(subject))
                    .toList();
            kit.queue.handle(log);
            kit.queue.handle(log);
            assertThat(kit.deliveries
                            .list(admin, id, null, new dev.llmops.kernel.PageRequest(10, null))
                            .items())
                    .hasSize(1);
        }
    }

    @Test
    void aRotatedSecretOverlapsAndThenIsNoMore() throws Exception {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            Webhooks.Issued issued = kit.webhooks.create(admin, receiver.url(), List.of(), null);
            String id = issued.webhook().id();
            String fresh = kit.webhooks.rotate(admin, id, 60L).secret();
            kit.update(admin);
            Eventually.holds("one arrived", () -> receiver.calls().size() == 1);
            Receiver.Call both = receiver.calls().getFirst();
            assertThat(both.signature()).isEqualTo(signature(fresh, both) + " " + signature(issued.secret(), both));
            kit.advance(Duration.ofSeconds(61));
            kit.update(admin);
            Eventually.holds("another arrived", () -> receiver.calls().size() == 2);
            Receiver.Call one = receiver.calls().getLast();
            assertThat(one.signature()).isEqualTo(signature(fresh, one));
            String stored = POSTGRES.owner()
                    .withHandle(sql -> sql.createQuery("SELECT sealed_secret FROM registry.webhook WHERE id = :id")
                            .bind("id", id)
                            .mapTo(String.class)
                            .one());
            assertThat(stored).startsWith("v1.").doesNotContain(fresh.substring(6));
        }
    }

    @Test
    void anotherOrganisationSeesNeitherWebhookNorDelivery() {
        try (Receiver receiver = new Receiver();
                WebhookKit kit = new WebhookKit(POSTGRES, Duration.ofSeconds(30))) {
            String id = kit.webhooks
                    .create(admin, receiver.url(), List.of(), null)
                    .webhook()
                    .id();
            Caller other = POSTGRES.otherAdmin();
            assertThatThrownBy(() -> kit.webhooks.get(other, id)).isInstanceOf(Problem.class);
            assertThatThrownBy(() -> kit.webhooks.delete(other, id)).isInstanceOf(Problem.class);
            assertThatThrownBy(() -> kit.deliveries(other, id, DeliveryState.PENDING))
                    .isInstanceOf(Problem.class);
            assertThatThrownBy(() -> kit.deliveries.test(other, id)).isInstanceOf(Problem.class);
            kit.webhooks.delete(admin, id);
            assertThatThrownBy(() -> kit.webhooks.get(admin, id)).isInstanceOf(Problem.class);
        }
    }

    private List<Delivery> pending(WebhookKit kit, String id) {
        return kit.deliveries(admin, id, DeliveryState.PENDING).reversed();
    }

    private void await(WebhookKit kit, String id, int tries) {
        Eventually.holds("try " + tries, () -> pending(kit, id).stream().anyMatch(one -> one.tries() == tries));
    }

    /** Standard Webhooks, written down again from its specification. */
    private static String signature(String secret, Receiver.Call call) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        byte[] signed = (call.id() + "." + call.timestamp() + "." + call.body()).getBytes(UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
    }
}
