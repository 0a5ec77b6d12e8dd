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

    /**
     * What is limited for a key, a user, a team or the organisation was written or taken away.
     *
     * @param subject the key's or user's id, the team's name, or {@code self}
     * @param level {@code key}, {@code user}, {@code team} or {@code organisation}
     * @param change {@code written} or {@code deleted}
     * @param revision of the limits, after the change
     */
    record LimitsChanged(String subject, String level, String change, long revision) implements GatewayEvent {
        public static final String TYPE = "gateway.limits_changed";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
