// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of a service as it is listed.
 *
 * @param current whether this is the version that subscribers of the slug get; at most one per slug
 * @param registryRef {@code name@version} of the registry's asset of kind service
 * @param fromAsset true when the registry's asset came first and target and texts were taken from it
 * @param upstreamId known once the check of the upstream passed
 * @param priceProvider with {@code priceModel}: the price list's names, known once the model was found
 * @param publisher who owns the slug
 * @param submitter who submitted last, and so may not approve
 * @param attempt counts submissions; the steps of the last one are shown
 * @param revision its ETag
 */
record Listing(
        String id,
        TenantId tenant,
        String slug,
        String version,
        ServiceState state,
        boolean current,
        Texts texts,
        Target target,
        String registryRef,
        boolean fromAsset,
        @Nullable String upstreamId,
        @Nullable String priceProvider,
        @Nullable String priceModel,
        Person publisher,
        Submitter submitter,
        @Nullable String stateReason,
        @Nullable Instant sunsetAt,
        @Nullable String approvalId,
        int attempt,
        long revision,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant publishedAt) {

    /** What people read; may change as long as the listing lives. */
    record Texts(String name, String description, String readme, String category, List<String> tags) {
        Texts {
            tags = List.copyOf(tags);
        }
    }

    /** What is called, and what of it may be used; fixed once submitted. */
    record Target(String model, String upstream, String upstreamModel, Plan plan) {}

    record Person(String id, String name) {}

    record Submitter(String id, String name, Set<String> permissions) {
        Submitter {
            permissions = Set.copyOf(permissions);
        }
    }

    boolean ownedBy(Caller caller) {
        return publisher.id().equals(caller.principalId()) || caller.roles().contains(Role.ADMIN);
    }

    /** Everybody sees what was published; a draft is seen by its owner and by those who decide on it. */
    boolean visibleTo(Caller caller) {
        return switch (state) {
            case ACTIVE, DEPRECATED, RETIRED -> true;
            case DRAFT, VALIDATING, PENDING_APPROVAL ->
                ownedBy(caller)
                        || submitter.id().equals(caller.principalId())
                        || caller.may(Permission.APPROVALS_DECIDE);
        };
    }

    /** Whom other rooms see when the pipeline works: the submitter, with a publisher's rights. */
    Caller actor() {
        return new Caller(
                Caller.Kind.SYSTEM,
                tenant,
                submitter.id(),
                submitter.name(),
                Set.of(Role.PUBLISHER),
                Role.PUBLISHER.permissions(),
                null,
                null);
    }
}
