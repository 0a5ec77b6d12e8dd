// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import java.util.List;

/** Every route of every tenant, for the snapshot; at most 100,000. */
@FunctionalInterface
public interface RouteSource {
    List<StoredRoute> all();
}
