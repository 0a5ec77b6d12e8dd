// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.kernel.TenantId;
import java.time.Instant;

/**
 * A service's route as it is kept, in the database and in the snapshot on disk.
 *
 * @param service the slug: a route outlives the versions of its service
 */
public record StoredRoute(
        TenantId tenant, String service, RouteSpec spec, long revision, Instant createdAt, Instant updatedAt) {}
