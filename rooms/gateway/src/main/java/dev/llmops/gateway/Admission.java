// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.limit.CallLimits;
import dev.llmops.gateway.limit.PriorityClass;
import dev.llmops.kernel.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One key, with what it may do; the answer to "who is this" on the hot path. */
final class Admission {
    private static final long TOUCH_MILLIS = 10_000;

    private final KeyGrant grant;
    private final @Nullable Entitlement entitlement;
    private final @Nullable CallLimits limits;
    private final long expiresAtMillis;
    private final long revokedAtMillis;
    private volatile long touchedAtMillis;

    Admission(KeyGrant grant, @Nullable Entitlement entitlement, @Nullable CallLimits limits) {
        this.grant = grant;
        this.entitlement = entitlement;
        this.limits = limits;
        this.expiresAtMillis = grant.expiresAt().toEpochMilli();
        Instant revokedAt = grant.revokedAt();
        this.revokedAtMillis = revokedAt == null ? Long.MAX_VALUE : revokedAt.toEpochMilli();
    }

    KeyGrant grant() {
        return grant;
    }

    /** Present whenever {@link #refusal} is null. */
    @Nullable
    Entitlement entitlement() {
        return entitlement;
    }

    /** Beyond the plan's; null when nothing is set for the key on any level. */
    @Nullable
    CallLimits limits() {
        return limits;
    }

    PriorityClass priority() {
        return limits == null ? PriorityClass.NORMAL : limits.priority();
    }

    /** Why the key may not call now; null when it may. */
    @Nullable
    RefusedCall refusal(long nowMillis) {
        if (nowMillis >= revokedAtMillis) {
            return refusalOf(ErrorCode.KEY_REVOKED);
        }
        if (nowMillis >= expiresAtMillis) {
            return refusalOf(ErrorCode.KEY_EXPIRED);
        }
        if (grant.subscriptionId() == null || !grant.permissions().contains(Permission.GATEWAY_CALL)) {
            return refusalOf(ErrorCode.FORBIDDEN);
        }
        if (entitlement == null) {
            return refusalOf(ErrorCode.SUBSCRIPTION_INACTIVE);
        }
        return entitlement.refusal();
    }

    static RefusedCall refusalOf(ErrorCode code) {
        return RefusedCall.of(
                code,
                switch (code) {
                    case KEY_REVOKED -> "The API key was revoked; use its successor or ask for a new one.";
                    case KEY_EXPIRED -> "The API key has expired; ask for a new one.";
                    case FORBIDDEN ->
                        "This API key does not belong to a subscription; subscribe to a service and use a key of that"
                                + " subscription.";
                    case SUBSCRIPTION_INACTIVE -> "The subscription of this key has ended.";
                    default ->
                        "The API key is missing or not known; send it as 'Authorization: Bearer llmops_…' or"
                                + " 'x-api-key'.";
                });
    }

    /** Whether it is time to note that the key was used. */
    boolean touch(long nowMillis) {
        if (nowMillis - touchedAtMillis < TOUCH_MILLIS) {
            return false;
        }
        touchedAtMillis = nowMillis;
        return true;
    }
}
