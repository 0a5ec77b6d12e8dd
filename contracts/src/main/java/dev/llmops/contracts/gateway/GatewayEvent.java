// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.gateway;

import dev.llmops.kernel.DomainEvent;

/** What happens in the gateway's control plane. */
public sealed interface GatewayEvent extends DomainEvent {
    /**
     * The route of a service was written or taken away.
     *
     * @param subject the service's slug
     * @param change {@code written} or {@code deleted}
     * @param revision the route's, after the change
     */
    record RouteChanged(String subject, String change, long revision) implements GatewayEvent {
        public static final String TYPE = "gateway.route_changed";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
