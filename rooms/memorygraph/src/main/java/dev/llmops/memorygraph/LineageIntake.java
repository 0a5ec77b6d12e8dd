// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes events of OpenLineage: checked, kept once, merged into the graph, acknowledged when that is committed. */
@Singleton
final class LineageIntake {
    private static final Logger LOG = Logger.getLogger(LineageIntake.class);
    static final int MAX_EVENT_BYTES = 1 << 20;
    static final int MAX_BATCH = 1_000;

    private final FacetSchemas schemas;
    private final GroupCommit commit;

    LineageIntake(FacetSchemas schemas, GroupCommit commit) {
        this.schemas = schemas;
        this.commit = commit;
    }

    /** What became of one event of a batch; {@code refusal} is null when it was taken. */
    record Outcome(int index, @Nullable Problem refusal) {}

    void take(Caller caller, JsonNode event) {
        GroupCommit.await(submit(caller, event));
    }

    /** Each event by itself: one that is refused does not keep the others back. */
    List<Outcome> takeAll(Caller caller, JsonNode events) {
        if (events.size() > MAX_BATCH) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    Violation.of("body", events.size() + " events", "at most " + MAX_BATCH + " events in one request"));
        }
        List<CompletableFuture<Boolean>> submitted = new ArrayList<>();
        for (JsonNode event : events) {
            try {
                submitted.add(submit(caller, event));
            } catch (Problem e) {
                submitted.add(CompletableFuture.failedFuture(e));
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < submitted.size(); i++) {
            outcomes.add(new Outcome(i, refusal(submitted.get(i))));
        }
        return outcomes;
    }

    private static @Nullable Problem refusal(CompletableFuture<Boolean> submitted) {
        try {
            GroupCommit.await(submitted);
            return null;
        } catch (Problem e) {
            return e;
        } catch (RuntimeException e) {
            LOG.error("an event of a batch could not be stored", e);
            return new Problem(ErrorCode.INTERNAL, "Something broke on our side; this event may be sent again");
        }
    }

    private CompletableFuture<Boolean> submit(Caller caller, JsonNode event) {
        String body = event.toString();
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_EVENT_BYTES) {
            throw new Problem(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "event: " + bytes + " bytes (expected: at most " + MAX_EVENT_BYTES + " bytes)");
        }
        LineageEvent checked = EventCheck.read(event, schemas);
        return commit.submit(caller.tenant(), EventGraph.of(checked, body), bytes);
    }
}
