// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdempotencyTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("web"));

    private final MutableClock clock = MutableClock.atNoon();
    private final Idempotency idempotency = new Idempotency(
            POSTGRES.database(), POSTGRES.systemReads(), POSTGRES.sealer(), WireFormat.newMapper(), clock);
    private final Caller caller = POSTGRES.user(Role.PUBLISHER);
    private final String key = Ulids.next();

    private static final Idempotency.Answer ANSWER =
            new Idempotency.Answer(201, Map.of("Location", "/x"), "{\"key\":\"llmops_live_fresh\"}");

    private Idempotency.Attempt run(Caller who, String sha) {
        return ((Idempotency.Start.Run) idempotency.begin(who, key, sha)).attempt();
    }

    private Problem refused(String sha) {
        return catchThrowableOfType(Problem.class, () -> idempotency.begin(caller, key, sha));
    }

    @Test
    void aRepeatGetsTheFirstAnswer() {
        idempotency.finish(run(caller, "a"), ANSWER);
        assertThat(idempotency.begin(caller, key, "a")).isEqualTo(new Idempotency.Start.Replay(ANSWER));
    }

    @Test
    void anotherRequestWithTheKeyIsRefused() {
        idempotency.finish(run(caller, "a"), ANSWER);
        assertThat(refused("b").code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
    }

    @Test
    void aRepeatWhileTheFirstRunsIsAskedToWait() {
        run(caller, "a");
        Problem problem = refused("a");
        assertThat(problem.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(problem.retryAfter()).isPresent();
    }

    @Test
    void ofManyAtOnceOneRuns() throws InterruptedException, ExecutionException {
        Callable<Boolean> begin = () -> {
            try {
                return idempotency.begin(caller, key, "a") instanceof Idempotency.Start.Run;
            } catch (Problem problem) {
                assertThat(problem.code()).isEqualTo(ErrorCode.CONFLICT);
                return false;
            }
        };
        int running = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> one : threads.invokeAll(List.of(begin, begin, begin, begin, begin, begin))) {
                running += one.get() ? 1 : 0;
            }
        }
        assertThat(running).isOne();
    }

    @Test
    void aFaultOfOursIsNotKept() {
        idempotency.forget(run(caller, "a"));
        assertThat(idempotency.begin(caller, key, "a")).isInstanceOf(Idempotency.Start.Run.class);
    }

    @Test
    void aLostAttemptGivesWayAndCannotAnswerLater() {
        Idempotency.Attempt lost = run(caller, "a");
        clock.advance(Idempotency.LOST_AFTER.plusSeconds(1));
        Idempotency.Attempt second = run(caller, "a");
        idempotency.finish(lost, new Idempotency.Answer(500, Map.of(), "stale"));
        assertThat(refused("a").code()).isEqualTo(ErrorCode.CONFLICT);
        idempotency.finish(second, ANSWER);
        assertThat(idempotency.begin(caller, key, "a")).isEqualTo(new Idempotency.Start.Replay(ANSWER));
    }

    @Test
    void afterADayTheKeyIsNew() {
        idempotency.finish(run(caller, "a"), ANSWER);
        clock.advance(Idempotency.KEPT.plus(Duration.ofMinutes(1)));
        assertThat(idempotency.begin(caller, key, "b")).isInstanceOf(Idempotency.Start.Run.class);
    }

    @Test
    void anotherCallerMayUseTheSameKey() {
        idempotency.finish(run(caller, "a"), ANSWER);
        run(POSTGRES.user(Role.PUBLISHER), "b");
        run(POSTGRES.otherAdmin(), "c");
    }

    @Test
    void whatIsKeptIsSealed() {
        idempotency.finish(run(caller, "a"), ANSWER);
        List<String> stored = POSTGRES.owner()
                .withHandle(sql -> sql.createQuery("SELECT response FROM web.idempotency WHERE key = :key")
                        .bind("key", key)
                        .mapTo(String.class)
                        .list());
        assertThat(stored).hasSize(1).allSatisfy(text -> assertThat(text).doesNotContain("llmops_live_fresh"));
    }

    @Test
    void theSweepRemovesWhatIsOldOfEveryOrganisation() {
        idempotency.finish(run(caller, "a"), ANSWER);
        run(POSTGRES.otherAdmin(), "a");
        clock.advance(Idempotency.KEPT.plus(Duration.ofMinutes(1)));
        idempotency.sweep();
        List<Integer> left = POSTGRES.owner()
                .withHandle(sql -> sql.createQuery("SELECT 1 FROM web.idempotency WHERE key = :key")
                        .bind("key", key)
                        .mapTo(Integer.class)
                        .list());
        assertThat(left).isEmpty();
    }

    @Test
    void aKeyThatCannotBePrintedIsRefused() {
        for (String bad : List.of("", " ", "a\nb", "é", "x".repeat(256))) {
            Problem problem = catchThrowableOfType(Problem.class, () -> idempotency.begin(caller, bad, "a"));
            assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        }
    }
}
