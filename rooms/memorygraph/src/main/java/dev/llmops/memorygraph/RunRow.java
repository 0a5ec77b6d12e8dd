// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be merged into a run. Its state is the highest of all said, by rank, then time, then name: an end outranks
 * whatever comes late, so that events converge in any order.
 */
record RunRow(
        UUID id,
        String runId,
        UUID job,
        RunState state,
        Instant at,
        @Nullable Instant nominalStart,
        @Nullable Instant nominalEnd,
        @Nullable UUID parent,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant lastEventAt) {
    /** The transitions of OpenLineage. */
    enum RunState {
        OTHER(0),
        START(1),
        RUNNING(2),
        COMPLETE(3),
        ABORT(3),
        FAIL(3);

        private final int rank;

        RunState(int rank) {
            this.rank = rank;
        }

        int rank() {
            return rank;
        }

        boolean ends() {
            return rank == 3;
        }
    }

    static RunRow of(UUID id, String runId, UUID job, RunState state, Instant at) {
        return new RunRow(
                id,
                runId,
                job,
                state,
                at,
                null,
                null,
                null,
                state == RunState.START ? at : null,
                state.ends() ? at : null,
                at);
    }

    RunRow with(@Nullable Instant start, @Nullable Instant end, @Nullable UUID parentRun) {
        return new RunRow(id, runId, job, state, at, start, end, parentRun, startedAt, endedAt, lastEventAt);
    }

    RunRow merge(RunRow other) {
        boolean higher = other.outranks(this);
        boolean later = !other.lastEventAt.isBefore(lastEventAt);
        RunRow last = later ? other : this;
        RunRow first = later ? this : other;
        return new RunRow(
                id,
                runId,
                last.job,
                higher ? other.state : state,
                higher ? other.at : at,
                last.nominalStart == null ? first.nominalStart : last.nominalStart,
                last.nominalEnd == null ? first.nominalEnd : last.nominalEnd,
                last.parent == null ? first.parent : last.parent,
                NodeRow.earlier(startedAt, other.startedAt),
                NodeRow.later(endedAt, other.endedAt),
                last.lastEventAt);
    }

    private boolean outranks(RunRow other) {
        if (state.rank != other.state.rank) {
            return state.rank > other.state.rank;
        }
        int byTime = at.compareTo(other.at);
        return byTime != 0 ? byTime > 0 : state.name().compareTo(other.state.name()) > 0;
    }
}
