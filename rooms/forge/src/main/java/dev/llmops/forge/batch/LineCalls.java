// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.contracts.gateway.Calls;
import dev.llmops.kernel.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Calls lines and keeps what became of them. One thread each; what only has to wait for its turn waits. */
final class LineCalls {
    private static final Logger LOG = Logger.getLogger(LineCalls.class);
    private static final int UNAUTHENTICATED = 401;
    private static final int TOO_MANY = 429;
    private static final int AWAY = 503;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** How long a key may be so new that the gateway has not heard of it. */
    private static final Duration NEW_KEY = Duration.ofSeconds(10);

    private final BatchRun.Tools tools;
    private final BatchDao.Place place;
    private final BatchDao.Row row;
    private final Lease lease;
    private final BooleanSupplier over;

    LineCalls(BatchRun.Tools tools, BatchDao.Place place, BatchDao.Row row, Lease lease, BooleanSupplier over) {
        this.tools = tools;
        this.place = place;
        this.row = row;
        this.lease = lease;
        this.over = over;
    }

    void call(LineSource.Line line) {
        try {
            ResultLine result =
                    switch (BatchLine.read(line, row.endpoint())) {
                        case BatchLine.Faulty fault -> ResultLine.of(fault.customId(), fault.code(), fault.message());
                        case BatchLine.Asked asked -> answer(asked);
                    };
            if (result != null) {
                keep(line.number(), result);
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "line %d of the batch %s failed", line.number(), place.id());
            keep(
                    line.number(),
                    ResultLine.of(null, "internal", "line " + line.number() + ": something broke on our side"));
        }
    }

    /** Null when the batch does not go on before the line had its turn. */
    private @Nullable ResultLine answer(BatchLine.Asked asked) {
        Calls.Order order =
                new Calls.Order(place.tenant(), row.subscriptionId(), row.keyId(), row.endpoint(), asked.body());
        while (!over.getAsBoolean()) {
            Calls.Answer answer = once(order);
            long pause = pauseMillis(answer);
            if (pause == 0) {
                return ResultLine.of(asked.customId(), answer);
            }
            pause(pause);
        }
        return null;
    }

    static ResultLine expired(@Nullable String customId) {
        return ResultLine.of(customId, "batch_expired", "The batch's time was over before this line was called.");
    }

    private Calls.Answer once(Calls.Order order) {
        tools.lines().acquireUninterruptibly();
        try {
            return tools.calls().run(order).toCompletableFuture().join();
        } finally {
            tools.lines().release();
        }
    }

    /** How long to wait before the line is asked again; 0 when what it has is its result. */
    private long pauseMillis(Calls.Answer answer) {
        if (answer.called()) {
            return 0;
        }
        if (answer.status() == UNAUTHENTICATED) {
            Instant known = row.createdAt().toInstant().plus(NEW_KEY);
            return tools.clock().instant().isBefore(known) ? PAUSE.toMillis() : 0;
        }
        boolean later = (answer.status() == TOO_MANY || answer.status() == AWAY) && answer.retryAfterMillis() > 0;
        return later ? Math.min(answer.retryAfterMillis(), LONGEST_PAUSE.toMillis()) : 0;
    }

    private void pause(long millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (!over.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(Math.min(PAUSE.toNanos(), end - System.nanoTime()));
        }
    }

    /** The line was called and perhaps paid for: its result is kept in hand until the database takes it. */
    private void keep(int line, ResultLine result) {
        while (true) {
            try {
                tools.database().change(BatchRun.caller(place), (sql, events) -> {
                    lease.renew(sql);
                    boolean first = new ResultDao(sql)
                            .insert(place.tenant().value(), place.id(), line, result.answered(), result.rendered());
                    if (first) {
                        new BatchDao(sql).count(place.id(), result.answered() ? 1 : 0, result.answered() ? 0 : 1);
                    }
                    return first;
                });
                return;
            } catch (Problem e) {
                if (tools.stopping().getAsBoolean()) {
                    return;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
