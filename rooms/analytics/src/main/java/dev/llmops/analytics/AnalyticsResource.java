// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.analytics.intake.EventBody;
import dev.llmops.analytics.intake.EventIntake;
import dev.llmops.analytics.intake.EventIntake.Outcome;
import dev.llmops.analytics.intake.SentEvent;
import dev.llmops.analytics.query.Answer;
import dev.llmops.analytics.query.QueryEngine;
import dev.llmops.analytics.query.QuestionReader;
import dev.llmops.analytics.query.SentQuestion;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.BodyLimit;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ViolationBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** Events in, answers out. */
@Path("/api/analytics/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class AnalyticsResource {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_QUERY_BYTES = 256 * 1024;

    private final EventIntake intake;
    private final QuestionReader questions;
    private final QueryEngine engine;

    AnalyticsResource(EventIntake intake, QuestionReader questions, QueryEngine engine) {
        this.intake = intake;
        this.questions = questions;
        this.engine = engine;
    }

    record BatchAnswer(
            String batchId, int totalItems, int successCount, int failureCount, String status, List<Result> results) {
        static BatchAnswer of(List<Outcome> outcomes) {
            List<Result> results = outcomes.stream().map(Result::of).toList();
            int failed = (int)
                    results.stream().filter(result -> result.error() != null).count();
            String status = failed == 0 ? "all_success" : failed == results.size() ? "all_failed" : "partial_success";
            return new BatchAnswer(Ulids.next(), results.size(), results.size() - failed, failed, status, results);
        }
    }

    @Schema(name = "EventResult")
    record Result(
            @Nullable String eventId,
            String status,
            @Nullable Refusal error) {
        static Result of(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Accepted accepted -> new Result(accepted.eventId(), "accepted", null);
                case Outcome.Duplicate duplicate -> new Result(duplicate.eventId(), "duplicate", null);
                case Outcome.Rejected rejected ->
                    new Result(rejected.eventId(), "rejected", Refusal.of(rejected.code(), rejected.faults()));
            };
        }
    }

    @Schema(name = "EventRefusal")
    record Refusal(String code, String detail, List<ViolationBody> errors) {
        static Refusal of(ErrorCode code, List<Violation> faults) {
            return new Refusal(
                    code.code(),
                    faults.stream().map(Violation::message).collect(Collectors.joining("; ")),
                    faults.stream().map(ViolationBody::of).toList());
        }
    }

    @POST
    @Path("events")
    @Consumes({
        MediaType.APPLICATION_JSON,
        "application/x-ndjson",
        "application/jsonl",
        "application/cloudevents+json",
        "application/cloudevents-batch+json"
    })
    @Allow(Permission.EVENTS_WRITE)
    @BodyLimit(EventBody.MAX_BYTES)
    public BatchAnswer events(
            @Context SecurityContext security,
            @HeaderParam("Content-Type") @Nullable String mediaType,
            @HeaderParam("Content-Encoding") @Nullable String encoding,
            byte[] body) {
        List<SentEvent> sent = EventBody.read(body, mediaType, encoding);
        if (sent.isEmpty()) {
            throw Problem.invalid("", null, "at least one event");
        }
        return BatchAnswer.of(intake.take(Callers.of(security), sent));
    }

    @POST
    @Path("query")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Permission.ANALYTICS_READ)
    @RequestBody(content = @Content(schema = @Schema(implementation = SentQuestion.class)))
    public Answer query(@Context SecurityContext security, byte[] body) {
        if (body.length > MAX_QUERY_BYTES) {
            throw new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "A query has at most " + MAX_QUERY_BYTES / 1024 + " KiB");
        }
        try {
            return engine.ask(
                    questions.read(JSON.readTree(body)), Callers.of(security).tenant());
        } catch (JsonProcessingException e) {
            throw new Problem(
                    ErrorCode.MALFORMED_REQUEST, "The query is not JSON; send an object with time_range and measures");
        } catch (IOException e) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The query could not be read");
        }
    }
}
