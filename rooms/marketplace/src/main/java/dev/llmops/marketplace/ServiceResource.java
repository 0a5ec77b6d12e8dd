// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.web.Allow;
import dev.llmops.platform.web.Callers;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.Lists;
import dev.llmops.platform.web.ViolationBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

@Singleton
@Path("/api/marketplace/v1/services")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class ServiceResource {
    private final Publishing publishing;
    private final Catalogue catalogue;

    ServiceResource(Publishing publishing, Catalogue catalogue) {
        this.publishing = publishing;
        this.catalogue = catalogue;
    }

    @POST
    @Allow(Permission.MARKETPLACE_PUBLISH)
    @APIResponseSchema(value = ServiceBody.class, responseCode = "201")
    public Response create(@Nullable Submission submission, @Context SecurityContext security) {
        Submission sent = Objects.requireNonNullElse(submission, Submission.EMPTY);
        String slug = sent.required();
        Listing listing = sent.service() != null
                ? publishing.createFrom(Callers.of(security), slug, sent.service())
                : publishing.create(Callers.of(security), slug, sent.version(), sent.texts(slug), sent.target());
        return Response.created(URI.create("/api/marketplace/v1/services/" + listing.id()))
                .header(HttpHeaders.ETAG, ETags.of(listing.revision()))
                .entity(ServiceBody.of(listing))
                .build();
    }

    @GET
    @Allow(Permission.MARKETPLACE_READ)
    public Page<ServiceBody> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("mine") @Nullable String mine,
            @Context UriInfo uri,
            @Context SecurityContext security) {
        if (mine != null && !mine.equals("true") && !mine.equals("false")) {
            throw Problem.invalid("mine", mine, "true or false");
        }
        return catalogue
                .list(
                        Callers.of(security),
                        state == null ? null : Catalogue.state(state),
                        "true".equals(mine),
                        Lists.page(uri, "state", "mine"))
                .map(ServiceBody::of);
    }

    @GET
    @Path("/{service}")
    @Allow(Permission.MARKETPLACE_READ)
    @APIResponseSchema(ServiceBody.class)
    public Response get(
            @PathParam("service") String service, @Context HttpHeaders headers, @Context SecurityContext security) {
        Listing listing = catalogue.get(Callers.of(security), service);
        return ETags.answer(headers, listing.revision(), ServiceBody.of(listing));
    }

    @GET
    @Path("/{service}/status")
    @Allow(Permission.MARKETPLACE_READ)
    public Status status(@PathParam("service") String service, @Context SecurityContext security) {
        Catalogue.Progress found = catalogue.status(Callers.of(security), service);
        return new Status(
                found.listing().state(),
                found.steps().stream().map(StepBody::of).toList(),
                found.listing().approvalId());
    }

    @POST
    @Path("/{service}/submit")
    @Allow(Permission.MARKETPLACE_PUBLISH)
    @APIResponseSchema(ServiceBody.class)
    public Response submit(@PathParam("service") String service, @Context SecurityContext security) {
        return changed(publishing.submit(Callers.of(security), id(service, security)));
    }

    @PATCH
    @Path("/{service}")
    @Allow(Permission.MARKETPLACE_PUBLISH)
    @APIResponseSchema(ServiceBody.class)
    public Response edit(
            @PathParam("service") String service,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Nullable Correction correction,
            @Context SecurityContext security) {
        ListingPatch patch =
                Objects.requireNonNullElse(correction, Correction.EMPTY).patch();
        return changed(publishing.edit(Callers.of(security), id(service, security), patch, ifMatch));
    }

    @POST
    @Path("/{service}/deprecate")
    @Allow(Permission.MARKETPLACE_PUBLISH)
    @APIResponseSchema(ServiceBody.class)
    public Response deprecate(
            @PathParam("service") String service, @Nullable Ending ending, @Context SecurityContext security) {
        Ending sent = Objects.requireNonNullElse(ending, new Ending(null, null));
        return changed(
                publishing.deprecate(Callers.of(security), id(service, security), sent.reason(), sent.sunsetAt()));
    }

    @POST
    @Path("/{service}/retire")
    @Allow(Permission.MARKETPLACE_PUBLISH)
    @APIResponseSchema(ServiceBody.class)
    public Response retire(
            @PathParam("service") String service, @Nullable Ending ending, @Context SecurityContext security) {
        Ending sent = Objects.requireNonNullElse(ending, new Ending(null, null));
        return changed(publishing.retire(Callers.of(security), id(service, security), sent.reason()));
    }

    private String id(String service, SecurityContext security) {
        return catalogue.get(Callers.of(security), service).id();
    }

    private static Response changed(Listing listing) {
        return Response.ok(ServiceBody.of(listing))
                .header(HttpHeaders.ETAG, ETags.of(listing.revision()))
                .build();
    }

    /** Either {@code slug} and {@code service}, or {@code slug} and everything that makes a service. */
    @Schema(name = "NewService", requiredProperties = "slug")
    record Submission(
            @Nullable String slug,
            @Nullable String service,
            @Nullable String name,
            @Nullable String description,
            @Nullable String readme,
            @Nullable String category,
            @Nullable List<@Nullable String> tags,
            @Nullable String model,
            @Nullable String upstream,
            @Nullable String upstreamModel,
            @Nullable String version,
            @Nullable PlanBody plan) {
        static final Submission EMPTY =
                new Submission(null, null, null, null, null, null, null, null, null, null, null, null);

        /** The slug, when nothing is missing and nothing contradicts the form. */
        String required() {
            List<Violation> faults = new ArrayList<>();
            demand(faults, "slug", slug, "the name consumers will send as model, such as support-chat");
            if (service == null) {
                demand(faults, "name", name, "the title people read; or service alone, to list a registry asset");
                demand(faults, "model", model, "name@version of a model in the registry");
                demand(faults, "upstream", upstream, "the name of an upstream");
                demand(faults, "upstream_model", upstreamModel, "what the upstream calls the model");
            } else if (name != null || model != null || upstream != null || upstreamModel != null || version != null) {
                faults.add(Violation.of(
                        "service", service, "no name, model, upstream, upstream_model or version beside it"));
            }
            if (!faults.isEmpty() || slug == null) {
                throw new Problem(ErrorCode.VALIDATION_FAILED, faults);
            }
            return slug;
        }

        private static void demand(List<Violation> faults, String field, @Nullable String value, String expected) {
            if (value == null) {
                faults.add(Violation.of(field, null, expected));
            }
        }

        Listing.Texts texts(String slug) {
            return new Listing.Texts(
                    Objects.requireNonNullElse(name, slug),
                    Objects.requireNonNullElse(description, ""),
                    Objects.requireNonNullElse(readme, ""),
                    Objects.requireNonNullElse(category, "other"),
                    present(tags));
        }

        Listing.Target target() {
            return new Listing.Target(
                    Objects.requireNonNullElse(model, ""),
                    Objects.requireNonNullElse(upstream, ""),
                    Objects.requireNonNullElse(upstreamModel, ""),
                    plan == null ? Plan.METERED : plan.plan());
        }
    }

    private static List<String> present(@Nullable List<@Nullable String> tags) {
        List<String> present = new ArrayList<>();
        for (String tag : Objects.requireNonNullElse(tags, List.<@Nullable String>of())) {
            if (tag == null) {
                throw Problem.invalid("tags", null, "texts, such as german");
            }
            present.add(tag);
        }
        return present;
    }

    @Schema(name = "ServiceChange")
    record Correction(
            @Nullable String name,
            @Nullable String description,
            @Nullable String readme,
            @Nullable String category,
            @Nullable List<@Nullable String> tags,
            @Nullable String upstream,
            @Nullable String upstreamModel,
            @Nullable PlanBody plan) {
        static final Correction EMPTY = new Correction(null, null, null, null, null, null, null, null);

        ListingPatch patch() {
            return new ListingPatch(
                    name,
                    description,
                    readme,
                    category,
                    tags == null ? null : present(tags),
                    upstream,
                    upstreamModel,
                    plan == null ? null : plan.plan());
        }
    }

    @Schema(name = "ServiceEnding", requiredProperties = "reason")
    record Ending(@Nullable String reason, @Nullable Instant sunsetAt) {}

    @Schema(name = "ServiceStatus")
    record Status(
            ServiceState state,
            List<StepBody> steps,
            @Nullable String approvalId) {
        Status {
            steps = List.copyOf(steps);
        }
    }

    @Schema(name = "Step")
    record StepBody(
            String name,
            Step.Result result,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            List<ViolationBody> findings) {
        StepBody {
            findings = List.copyOf(findings);
        }

        static StepBody of(Step step) {
            return new StepBody(
                    step.name().wireName(),
                    step.result(),
                    step.startedAt(),
                    step.endedAt(),
                    step.findings().stream().map(ViolationBody::of).toList());
        }
    }
}
