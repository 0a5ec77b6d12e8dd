// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import dev.llmops.kernel.Problem;
import java.util.Set;

/** What can be done, and which roles may do it. Keys may be narrowed to some of them ({@code scopes}). */
public enum Permission {
    /** No credentials needed: health, the login itself, the user interface's files. */
    PUBLIC("public", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    /** Any valid caller, to ask who they are or to end their session. */
    SELF("self", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    USERS_READ("users:read", Role.ADMIN),
    USERS_WRITE("users:write", Role.ADMIN),
    /** List and see one's own keys; an admin sees all of the organisation. */
    KEYS_READ("keys:read", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    /** Make, rotate and revoke one's own keys, never wider than oneself; an admin any of the organisation. */
    KEYS_WRITE("keys:write", Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    REGISTRY_READ("registry:read", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    REGISTRY_WRITE("registry:write", Role.PUBLISHER, Role.ADMIN),
    /** Publish, deprecate and retire versions. */
    REGISTRY_LIFECYCLE("registry:lifecycle", Role.PUBLISHER, Role.ADMIN),
    /** What binds the whole organisation: kinds, trust roots, signing keys, rules, webhooks. */
    REGISTRY_ADMIN("registry:admin", Role.ADMIN),
    MARKETPLACE_READ("marketplace:read", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    MARKETPLACE_PUBLISH("marketplace:publish", Role.PUBLISHER, Role.ADMIN),
    /** Subscribe, and manage one's subscriptions and their keys. */
    MARKETPLACE_SUBSCRIBE("marketplace:subscribe", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    APPROVALS_READ("approvals:read", Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    APPROVALS_DECIDE("approvals:decide", Role.APPROVER, Role.ADMIN),
    UPSTREAMS_READ("upstreams:read", Role.PUBLISHER, Role.ADMIN),
    UPSTREAMS_WRITE("upstreams:write", Role.PUBLISHER, Role.ADMIN),
    /** See what is limited and how much of it is used. */
    LIMITS_READ("limits:read", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    /** Limit keys, users, teams and the organisation. */
    LIMITS_WRITE("limits:write", Role.ADMIN),
    ANALYTICS_READ("analytics:read", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    EVENTS_WRITE("events:write", Role.PUBLISHER, Role.ADMIN),
    /** Send events older than seven days. */
    EVENTS_BACKFILL("events:backfill", Role.ADMIN),
    PRICES_READ("prices:read", Role.READER, Role.PUBLISHER, Role.APPROVER, Role.ADMIN),
    /** Metrics of the process. */
    SYSTEM_OBSERVE("system:observe", Role.ADMIN),
    /** Call models on {@code /v1}. Held only by keys bound to a subscription; no role has it. */
    GATEWAY_CALL("gateway:call");

    private final String wireName;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Role> roles;

    Permission(String wireName, Role... roles) {
        this.wireName = wireName;
        this.roles = Set.of(roles);
    }

    public String wireName() {
        return wireName;
    }

    Set<Role> roles() {
        return roles;
    }

    public static Permission parse(String text) {
        for (Permission permission : values()) {
            if (permission.wireName.equals(text)) {
                return permission;
            }
        }
        throw Problem.invalid("scope", text, "a permission, such as registry:read");
    }
}
