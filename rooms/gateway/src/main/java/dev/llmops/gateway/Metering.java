// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.route.Target.Prices;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books of one call: its record on the log, what was reserved for it, its meters. A call is recorded in one
 * piece when its answer is sent in one piece, else by an open record before the first byte and a close record before
 * the last.
 */
final class Metering {
    private static final Logger LOG = Logger.getLogger(Metering.class);

    private final DataPlane plane;
    private final CallLog log;
    private final AskedCall asked;
    private @Nullable Prices answering;
    private long ttftMillis = -1;
    private boolean opened;

    Metering(DataPlane plane, CallLog log, AskedCall asked) {
        this.plane = plane;
        this.log = log;
        this.asked = asked;
    }

    /** The call is answered by a target of a route, and is recorded and priced as that target's. */
    void answeredBy(Prices target) {
        answering = target;
    }

    void byteArrived() {
        if (ttftMillis < 0) {
            ttftMillis = elapsedMillis();
        }
    }

    void attemptRepeats() {
        ttftMillis = -1;
    }

    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(plane.nowNanos() - asked.startedNanos());
    }

    /**
     * Records that the answer begins.
     *
     * @return false when there was no room, and then no byte of it may be sent
     */
    boolean open(TokenUsage soFar) {
        if (!asked.dialect().billed()) {
            return true;
        }
        try {
            log.open(asked.record(answering, CallStatus.ABORTED, null, elapsedMillis(), ttftMillis, soFar));
            opened = true;
            return true;
        } catch (RuntimeException e) {
            unrecorded(e);
            return false;
        }
    }

    /**
     * Records that the answer is complete, and tells at the end of the turn whether it is on the log; when there was no
     * room, the client must not get the whole of it.
     */
    void succeed(TokenUsage used, Turn turn, Consumer<Boolean> then) {
        if (!asked.dialect().billed()) {
            settle(CallStatus.SUCCESS, used);
            then.accept(true);
            return;
        }
        Consumer<@Nullable RuntimeException> written = refusal -> {
            if (refusal == null) {
                settle(CallStatus.SUCCESS, used);
            } else {
                unrecorded(refusal);
            }
            then.accept(refusal == null);
        };
        if (opened) {
            log.close(ending(CallStatus.SUCCESS, null, used), turn, written);
        } else {
            log.complete(
                    asked.record(answering, CallStatus.SUCCESS, null, elapsedMillis(), ttftMillis, used),
                    turn,
                    written);
        }
    }

    /** Records a call that nobody got a complete answer of; a missing record is counted but stops nothing. */
    void fail(CallStatus how, @Nullable String code, TokenUsage used) {
        if (!asked.dialect().billed()) {
            settle(how, used);
            return;
        }
        if (opened) {
            log.closeWhenPossible(ending(how, code, used));
        } else {
            try {
                log.complete(asked.record(answering, how, code, elapsedMillis(), ttftMillis, used));
            } catch (RuntimeException e) {
                unrecorded(e);
            }
        }
        settle(how, used);
    }

    /** Ends a call that has no record because there was no room for one; it does not count. */
    void forget() {
        settle(CallStatus.ERROR, TokenUsage.NONE);
    }

    RefusedCall refusal() {
        return ChatCall.unrecordable(log);
    }

    private void unrecorded(RuntimeException e) {
        LOG.debugf("call %s could not be recorded: %s", asked.callId(), e);
        plane.metrics().unrecorded();
    }

    private void settle(CallStatus how, TokenUsage used) {
        if (asked.dialect().billed()) {
            asked.reservation().settle(how, used, answering, plane.nowMillis());
        } else {
            asked.reservation().settle(CallStatus.ERROR, TokenUsage.NONE, null, plane.nowMillis());
        }
        plane.leave();
        plane.metrics().called(how, asked.request().stream(), plane.nowNanos() - asked.startedNanos());
    }

    private CallLog.Ending ending(CallStatus how, @Nullable String code, TokenUsage used) {
        return new CallLog.Ending(asked.callId(), how, code, elapsedMillis(), ttftMillis, used);
    }
}
