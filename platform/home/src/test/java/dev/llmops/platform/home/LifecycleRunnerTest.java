// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleRunnerTest {
    private final List<String> happened = new ArrayList<>();
    private final List<StartFailure> failures = new ArrayList<>();
    private int databaseAwayFor;

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private LifecycleStep step(String name, int order, boolean needsDatabase, Work work) {
        return new LifecycleStep() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int order() {
                return order;
            }

            @Override
            public boolean needsDatabase() {
                return needsDatabase;
            }

            @Override
            public void start() throws Exception {
                work.run();
                happened.add("+" + name);
            }

            @Override
            public void stop() {
                happened.add("-" + name);
            }
        };
    }

    private LifecycleRunner runner(LifecycleStep... steps) {
        return new LifecycleRunner(List.of(steps), failures::add, Duration.ofMillis(1));
    }

    private void comesBackLater() {
        if (databaseAwayFor-- > 0) {
            throw new DatabaseAway("not yet", new IllegalStateException());
        }
    }

    @Test
    void stepsStartInOrderAndStopInReverse() {
        LifecycleRunner runner = runner(
                step("gateway", 60, false, () -> {}),
                step("database", 10, true, () -> {}),
                step("identity", 20, true, () -> {}));
        assertThat(runner.started()).isFalse();
        runner.startAll();
        assertThat(runner.started()).isTrue();
        runner.stopAll();
        assertThat(runner.started()).isFalse();
        assertThat(happened)
                .containsExactly("+database", "+identity", "+gateway", "-gateway", "-identity", "-database");
    }

    @Test
    void whatDoesNotNeedTheDatabaseStartsWhileItIsAway() {
        databaseAwayFor = 3;
        LifecycleRunner runner = runner(
                step("database", 10, true, this::comesBackLater),
                step("identity", 20, true, () -> {}),
                step("gateway", 60, false, () -> {}));
        runner.startAll();
        assertThat(happened).containsExactly("+gateway", "+database", "+identity");
        assertThat(runner.started()).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void aDatabaseThatGoesAwayDuringAStepHoldsIt() {
        databaseAwayFor = 1;
        LifecycleRunner runner = runner(step("identity", 20, true, () -> {
            if (databaseAwayFor-- > 0) {
                throw new Problem(ErrorCode.UNAVAILABLE, "gone");
            }
        }));
        runner.startAll();
        assertThat(happened).containsExactly("+identity");
    }

    @Test
    void aFailureEndsTheStartWithItsMessageAndExitCode() {
        LifecycleRunner runner = runner(
                step("database", 10, true, () -> {
                    throw new StartFailure("what to do", 2);
                }),
                step("identity", 20, true, () -> {}));
        runner.startAll();
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.getMessage()).isEqualTo("what to do");
            assertThat(failure.exitCode()).isEqualTo(2);
        });
        assertThat(runner.started()).isFalse();
        runner.stopAll();
        assertThat(happened).containsExactly("-database");
    }

    @Test
    void anUnforeseenFailureNamesTheStep() {
        runner(step("gateway", 60, false, () -> {
                    throw new IllegalStateException("boom");
                }))
                .startAll();
        assertThat(failures)
                .singleElement()
                .extracting(StartFailure::getMessage)
                .asString()
                .contains("gateway", "boom");
    }

    @Test
    void aStopWhileTheDatabaseIsAwayEndsTheWaiting() {
        databaseAwayFor = Integer.MAX_VALUE;
        LifecycleRunner runner = runner(step("database", 10, true, this::comesBackLater));
        runner.startBeside();
        runner.stopAll();
        assertThat(happened).doesNotContain("+database");
        assertThat(runner.current()).isEqualTo("stopping");
    }
}
