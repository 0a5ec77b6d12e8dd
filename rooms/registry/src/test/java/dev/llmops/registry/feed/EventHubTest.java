// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.LoggedEvents;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventHubTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private static final Duration LONG = Duration.ofMinutes(5);
    private final List<EventHub> hubs = new ArrayList<>();

    @AfterEach
    void stop() {
        hubs.forEach(EventHub::stop);
    }

    @Test
    void everyEventOfTheOrganisationArrivesOnceInOrderWithinASecond() {
        EventHub hub = hub(10, LONG, LONG);
        RecordingOutlet ours = open(hub, POSTGRES.admin(), null, all());
        RecordingOutlet theirs = open(hub, POSTGRES.otherAdmin(), null, all());
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            subjects.add(update(POSTGRES.admin()));
            if (i % 10 == 0) {
                update(POSTGRES.otherAdmin());
            }
        }
        long committed = System.nanoTime();
        Eventually.holds(
                "all arrived",
                () -> ours.events().size() >= 50 && theirs.events().size() >= 5);
        assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(Duration.ofSeconds(1));
        assertThat(ours.events()).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(ours.events().get(i)).contains("\"subject\":\"" + subjects.get(i) + "\"");
        }
        assertThat(ours.events())
                .allMatch(event ->
                        event.contains("\"tenant\":\"" + POSTGRES.tenant().value() + "\""));
        assertThat(theirs.events())
                .allMatch(event ->
                        event.contains("\"tenant\":\"" + POSTGRES.otherTenant().value() + "\""));
    }

    @Test
    void aStreamThatResumesGetsWhatItMissedWithoutGapOrDuplicate() {
        EventHub hub = hub(10, LONG, LONG);
        Caller admin = POSTGRES.admin();
        RecordingOutlet first = open(hub, admin, null, all());
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            subjects.add(update(admin));
        }
        Eventually.holds("the first arrived", () -> first.events().size() >= 20);
        hub.stop();
        for (int i = 0; i < 600; i++) {
            subjects.add(update(admin));
        }
        EventHub restarted = hub(10, LONG, LONG);
        RecordingOutlet second =
                open(restarted, admin, EventPosition.parse(first.ids().getLast()), all());
        for (int i = 0; i < 20; i++) {
            subjects.add(update(admin));
        }
        Eventually.holds("the rest arrived", () -> second.events().size() >= 620);
        List<String> got = new ArrayList<>(first.events());
        got.addAll(second.events());
        assertThat(got).hasSize(640);
        for (int i = 0; i < 640; i++) {
            assertThat(got.get(i)).contains(subjects.get(i));
        }
        List<String> ids = new ArrayList<>(first.ids());
        ids.addAll(second.ids());
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void whatATransactionThatTookLongSaysIsNotSkipped() throws Exception {
        EventHub hub = hub(10, LONG, LONG);
        RecordingOutlet stream = open(hub, POSTGRES.admin(), null, all());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        String slow = Ulids.next();
        Thread writer = Thread.ofVirtual().start(() -> POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
            events.append(new RegistryEvent.AssetUpdated(slow, 1));
            begun.countDown();
            Eventually.holds("another went first", () -> finish.getCount() == 0);
            return slow;
        }));
        begun.await();
        String quick = update(POSTGRES.admin());
        finish.countDown();
        writer.join();
        Eventually.holds("both arrived", () -> stream.events().size() >= 2);
        assertThat(stream.events().get(0)).contains(slow);
        assertThat(stream.events().get(1)).contains(quick);
    }

    @Test
    void filtersNarrowToTypeAssetAndKindAlsoOfAnAssetThatIsNoMore() {
        EventHub hub = hub(10, LONG, LONG);
        Caller admin = POSTGRES.admin();
        String model = registered(admin, "model");
        String prompt = registered(admin, "prompt");
        RecordingOutlet models = open(hub, admin, null, EventFilter.of("model", null, null));
        RecordingOutlet one = open(hub, admin, null, EventFilter.of(null, prompt, null));
        RecordingOutlet deleted = open(hub, admin, null, EventFilter.of(null, null, "registry.asset.deleted"));
        RecordingOutlet assets = open(hub, admin, null, EventFilter.of(null, null, "registry.asset.*"));
        change(admin, new RegistryEvent.AssetUpdated(model, 2));
        change(admin, new RegistryEvent.AssetUpdated(prompt, 2));
        change(admin, new RegistryEvent.AssetDeleted(model, "model", "m", "1.0.0"));
        Eventually.holds("all of them arrived", () -> assets.events().size() >= 3);
        Eventually.holds("the models' arrived", () -> models.events().size() >= 2);
        Eventually.holds(
                "the others arrived",
                () -> one.events().size() + deleted.events().size() >= 2);
        assertThat(models.events()).hasSize(2).allMatch(event -> event.contains(model));
        assertThat(one.events()).hasSize(1).allMatch(event -> event.contains(prompt));
        assertThat(deleted.events()).hasSize(1).allMatch(event -> event.contains("registry.asset.deleted"));
    }

    @Test
    void aStreamThatTakesNothingIsCutAndTheOthersGoOn() {
        EventHub hub = hub(10, LONG, Duration.ofMillis(200));
        RecordingOutlet stuck = new RecordingOutlet(true);
        hub.open(POSTGRES.admin(), () -> true, all(), null, stuck);
        RecordingOutlet well = open(hub, POSTGRES.admin(), null, all());
        update(POSTGRES.admin());
        Eventually.holds("the slow one is cut", () -> stuck.closed() && hub.streams() == 1);
        assertThat(stuck.end()).isEqualTo(AssetEvents.End.SLOW);
        update(POSTGRES.admin());
        Eventually.holds("the other goes on", () -> well.events().size() == 2);
    }

    @Test
    void aCallerWhoseRightsEndedLosesTheStream() {
        EventHub hub = hub(10, LONG, LONG);
        AtomicBoolean may = new AtomicBoolean(true);
        RecordingOutlet stream = new RecordingOutlet(false);
        hub.open(POSTGRES.admin(), may::get, all(), null, stream);
        RecordingOutlet other = open(hub, POSTGRES.admin(), null, all());
        may.set(false);
        change(
                POSTGRES.admin(),
                new dev.llmops.contracts.identity.IdentityEvent.KeyRevoked(Ulids.next(), java.time.Instant.EPOCH));
        Eventually.holds("the stream ends", stream::closed);
        assertThat(stream.end()).isEqualTo(AssetEvents.End.RIGHTS);
        assertThat(other.closed()).isFalse();
        assertThat(other.events()).isEmpty();
    }

    @Test
    void anIdleStreamHearsABeatThatSaysWhereToResume() {
        EventHub hub = hub(10, Duration.ofMillis(100), LONG);
        RecordingOutlet stream =
                open(hub, POSTGRES.admin(), null, EventFilter.of(null, null, "registry.asset.deleted"));
        update(POSTGRES.admin());
        Eventually.holds("two beats", () -> stream.beats().size() >= 2);
        assertThat(stream.events()).isEmpty();
        RecordingOutlet resumed =
                open(hub, POSTGRES.admin(), EventPosition.parse(stream.beats().getLast()), all());
        String next = update(POSTGRES.admin());
        Eventually.holds("only what came after", () -> resumed.events().size() >= 1);
        assertThat(resumed.events().getLast()).contains(next);
    }

    @Test
    void moreStreamsThanMayBeAreToldWhenToTryAgain() {
        EventHub hub = hub(4, LONG, LONG);
        open(hub, POSTGRES.admin(), null, all());
        open(hub, POSTGRES.admin(), null, all());
        assertThatThrownBy(() -> open(hub, POSTGRES.admin(), null, all()))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.OVERLOADED);
                    assertThat(problem.retryAfter()).isPresent();
                });
        RecordingOutlet theirs = open(hub, POSTGRES.otherAdmin(), null, all());
        theirs.close(AssetEvents.End.LEFT);
        Eventually.holds("a place is free again", () -> hub.streams() == 2);
    }

    @Test
    void aFollowerByTheDoorGetsWhatItWishesForAndGivesItsPlaceBack() {
        EventHub hub = hub(2, LONG, LONG);
        LiveEvents door = new LiveEvents(hub);
        String watched = registered(POSTGRES.admin(), "model");
        RecordingOutlet outlet = new RecordingOutlet(false);
        AssetEvents.Following following = door.follow(
                POSTGRES.admin(),
                () -> true,
                new AssetEvents.Wish("model", watched, List.of("registry.asset.*"), null),
                outlet);
        update(POSTGRES.admin());
        change(POSTGRES.admin(), new RegistryEvent.AssetUpdated(watched, 2));
        Eventually.holds("it arrives", () -> !outlet.events().isEmpty());
        assertThat(outlet.events()).hasSize(1).allMatch(event -> event.contains(watched));
        following.stop();
        following.stop();
        assertThat(hub.streams()).isZero();
        assertThat(outlet.end()).isEqualTo(AssetEvents.End.LEFT);
        assertThatThrownBy(() -> door.follow(
                        POSTGRES.admin(), () -> true, new AssetEvents.Wish(null, null, List.of(), "x"), outlet))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).startsWith("after: 'x'"));
    }

    @Test
    void aPositionThatWasNeverGivenOutIsRefused() {
        EventHub hub = hub(10, LONG, LONG);
        assertThatThrownBy(() -> open(hub, POSTGRES.admin(), new EventPosition(9_999, 1, 1), all()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED));
    }

    @Test
    void anOrganisationsPartOfTheLogIsReadByAnIndex() {
        String plan = POSTGRES.database().read(POSTGRES.tenant(), sql -> {
            sql.execute("SET LOCAL enable_seqscan = off");
            return String.join(
                    "\n",
                    sql.createQuery("EXPLAIN " + LoggedEvents.AFTER)
                            .bind("epoch", 1)
                            .bind("xid", "700")
                            .bind("sequence", 1L)
                            .bind("max", 200)
                            .mapTo(String.class)
                            .list());
        });
        assertThat(plan)
                .contains("event_log_of_tenant")
                .containsPattern("Index Cond: .*tenant = .*ROW\\(epoch, xid, sequence\\)");
    }

    private EventHub hub(int streams, Duration beat, Duration slowest) {
        EventHub hub = new EventHub(
                POSTGRES.eventFeed(),
                POSTGRES.database(),
                new SubjectKinds(POSTGRES.database()),
                new FeedLimits(streams, beat, slowest));
        hubs.add(hub);
        return hub;
    }

    private static EventFilter all() {
        return EventFilter.of(null, null, null);
    }

    private static RecordingOutlet open(
            EventHub hub, Caller caller, @Nullable EventPosition after, EventFilter filter) {
        RecordingOutlet outlet = new RecordingOutlet(false);
        hub.open(caller, () -> true, filter, after, outlet);
        return outlet;
    }

    private static String update(Caller caller) {
        return change(caller, new RegistryEvent.AssetUpdated(Ulids.next(), 1));
    }

    private static String registered(Caller caller, String kind) {
        String id = Ulids.next();
        POSTGRES.database().change(caller, (sql, events) -> {
            events.append(new Registered(id, kind));
            return id;
        });
        return id;
    }

    private static String change(Caller caller, dev.llmops.kernel.DomainEvent event) {
        POSTGRES.database().change(caller, (sql, events) -> {
            events.append(event);
            return event;
        });
        return event.subject();
    }

    /** As the registry says it, as far as it matters here. */
    private record Registered(String subject, String kind) implements dev.llmops.kernel.DomainEvent {
        @Override
        public String type() {
            return "registry.asset.registered";
        }
    }
}
