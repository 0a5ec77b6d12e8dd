// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the steps in order and stops them in reverse. A step that finds the database away is held and tried again;
 * later steps that need the database wait behind it, the others go ahead.
 */
@Singleton
final class LifecycleRunner implements StartProgress {
    private static final Logger LOG = Logger.getLogger(LifecycleRunner.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(15);

    private final List<LifecycleStep> pending;
    private final List<LifecycleStep> begun = new ArrayList<>();
    private final Consumer<StartFailure> giveUp;
    private final Duration retry;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile String current = "boot";
    private volatile @Nullable Thread starter;

    @Inject
    LifecycleRunner(@All List<LifecycleStep> steps) {
        this(steps, LifecycleRunner::exit, Duration.ofSeconds(1));
    }

    LifecycleRunner(List<LifecycleStep> steps, Consumer<StartFailure> giveUp, Duration retry) {
        this.pending = new ArrayList<>(steps.stream()
                .sorted(Comparator.comparingInt(LifecycleStep::order).thenComparing(LifecycleStep::name))
                .toList());
        this.giveUp = giveUp;
        this.retry = retry;
    }

    void begin(@Observes StartupEvent event, Home home) {
        HomeLock.hold(home);
        startBeside();
    }

    void startBeside() {
        starter = Thread.ofVirtual().name("llmops-start").start(this::startAll);
    }

    void end(@Observes ShutdownEvent event) {
        stopAll();
    }

    @Override
    public boolean started() {
        return current.equals("ready");
    }

    @Override
    public String current() {
        return current;
    }

    void startAll() {
        boolean told = false;
        while (stopping.getCount() > 0 && !pending.isEmpty()) {
            @Nullable RuntimeException held = pass();
            if (held != null) {
                if (!told) {
                    LOG.warnf("the database does not answer; %s waits for it: %s", current, held.getMessage());
                    told = true;
                }
                pause();
            }
        }
        if (stopping.getCount() > 0) {
            current = "ready";
        }
    }

    /** One walk over what is left; answers what held it up, or null. */
    private @Nullable RuntimeException pass() {
        @Nullable RuntimeException held = null;
        @Nullable String waiting = null;
        for (LifecycleStep step : List.copyOf(pending)) {
            if (stopping.getCount() == 0) {
                return null;
            }
            if (held != null && step.needsDatabase()) {
                continue;
            }
            @Nullable RuntimeException reason = start(step);
            if (reason != null && held == null) {
                held = reason;
                waiting = step.name();
            }
        }
        if (waiting != null) {
            current = waiting;
        }
        return held;
    }

    /** Answers why the database keeps the step from starting; null when it started, or when all is given up. */
    private @Nullable RuntimeException start(LifecycleStep step) {
        current = step.name();
        if (!begun.contains(step)) {
            begun.add(step);
        }
        try {
            step.start();
            pending.remove(step);
            return null;
        } catch (DatabaseAway e) {
            return e;
        } catch (Problem e) {
            if (step.needsDatabase() && e.code() == ErrorCode.UNAVAILABLE) {
                return e;
            }
            fail(step, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            fail(step, e);
        }
        return null;
    }

    private void fail(LifecycleStep step, Exception cause) {
        if (stopping.getCount() == 0) {
            return;
        }
        pending.clear();
        current = "failed";
        stopping.countDown();
        if (cause instanceof StartFailure failure) {
            giveUp.accept(failure);
        } else {
            LOG.errorf(cause, "the step %s could not start", step.name());
            giveUp.accept(new StartFailure("LLMOps could not start: " + step.name() + ": " + cause.getMessage()));
        }
    }

    private void pause() {
        try {
            boolean stopped = stopping.await(retry.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debugf("trying again (stopping: %s)", stopped);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    void stopAll() {
        stopping.countDown();
        Thread running = starter;
        if (running != null) {
            running.interrupt();
            try {
                if (!running.join(STOP_WAIT)) {
                    LOG.warn("a step that was still starting does not end; stopping the others anyway");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        current = "stopping";
        for (LifecycleStep step : List.copyOf(begun).reversed()) {
            try {
                step.stop();
            } catch (RuntimeException e) {
                LOG.errorf(e, "the step %s could not stop", step.name());
            }
        }
        begun.clear();
    }

    private static void exit(StartFailure failure) {
        System.err.println(failure.getMessage());
        Quarkus.asyncExit(failure.exitCode());
    }
}
