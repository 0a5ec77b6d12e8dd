// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.memorygraph.LineageIntake.Outcome;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.BodyLimit;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ViolationBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Where clients of OpenLineage send to: the paths, statuses and the batch's answer are the specification's. */
@Singleton
@Path("/api/v1/lineage")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class LineageResource {
    private final LineageIntake intake;
    private final ObjectMapper json;

    LineageResource(LineageIntake intake, ObjectMapper json) {
        this.intake = intake;
        this.json = json;
    }

    /** One event: 201 without a body. An array is a batch. */
    @POST
    @Allow(Permission.REGISTRY_WRITE)
    @BodyLimit(LineageBody.MAX_BYTES)
    @APIResponseSchema(BatchAnswer.class)
    public Response post(
            byte[] body, @HeaderParam("Content-Encoding") @Nullable String encoding, @Context SecurityContext security)
            throws IOException {
        JsonNode event = LineageBody.read(body, encoding, json);
        if (event.isArray()) {
            return batch(event, security);
        }
        intake.take(Callers.of(security), event);
        return Response.status(Response.Status.CREATED).build();
    }

    @POST
    @Path("/batch")
    @Allow(Permission.REGISTRY_WRITE)
    @BodyLimit(LineageBody.MAX_BYTES)
    @APIResponseSchema(BatchAnswer.class)
    public Response batch(
            byte[] body, @HeaderParam("Content-Encoding") @Nullable String encoding, @Context SecurityContext security)
            throws IOException {
        JsonNode events = LineageBody.read(body, encoding, json);
        if (!events.isArray()) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED, Violation.of("body", events.getNodeType(), "an array of events"));
        }
        return batch(events, security);
    }

    private Response batch(JsonNode events, SecurityContext security) {
        List<Outcome> outcomes = intake.takeAll(Callers.of(security), events);
        return Response.ok(BatchAnswer.of(outcomes)).build();
    }

    /** @param status {@code success} or {@code partial_success} */
    @Schema(name = "LineageBatchAnswer")
    record BatchAnswer(String status, Summary summary, List<FailedEvent> failedEvents) {
        static BatchAnswer of(List<Outcome> outcomes) {
            List<FailedEvent> failed = outcomes.stream()
                    .filter(outcome -> outcome.refusal() != null)
                    .map(FailedEvent::of)
                    .toList();
            int retriable = (int) failed.stream().filter(FailedEvent::retriable).count();
            return new BatchAnswer(
                    failed.isEmpty() ? "success" : "partial_success",
                    new Summary(
                            outcomes.size(),
                            outcomes.size() - failed.size(),
                            failed.size(),
                            retriable,
                            failed.size() - retriable),
                    failed);
        }
    }

    @Schema(name = "LineageBatchSummary")
    record Summary(int received, int successful, int failed, int retriable, int nonRetriable) {}

    @Schema(name = "LineageRefusal")
    record FailedEvent(int index, String reason, boolean retriable, String code, List<ViolationBody> errors) {
        static FailedEvent of(Outcome outcome) {
            Problem refusal = Objects.requireNonNull(outcome.refusal());
            return new FailedEvent(
                    outcome.index(),
                    refusal.detail(),
                    refusal.code().status() >= 500,
                    refusal.code().code(),
                    refusal.violations().stream().map(ViolationBody::of).toList());
        }
    }
}
