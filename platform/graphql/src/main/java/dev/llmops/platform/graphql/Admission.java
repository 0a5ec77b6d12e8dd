// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.web.Gate;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** One socket's place, first among those who have not said who they are, then among those of its organisation. */
final class Admission implements Conversation.Doorkeeper {
    private final Gate gate;
    private final SocketPlaces places;
    private final HttpServerRequest handshake;
    private @Nullable TenantId tenant;
    private boolean left;

    Admission(Gate gate, SocketPlaces places, HttpServerRequest handshake) {
        this.gate = gate;
        this.places = places;
        this.handshake = handshake;
    }

    @Override
    public Gate.Entrant admit(@Nullable String authorization) {
        Gate.Entrant entrant = authorization == null
                ? gate.admit(handshake, Permission.SELF)
                : gate.admit(authorization, Permission.SELF);
        synchronized (this) {
            if (!left) {
                places.introduced(entrant.caller().tenant());
                tenant = entrant.caller().tenant();
            }
        }
        return entrant;
    }

    synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        if (tenant == null) {
            places.leaveUnknown();
        } else {
            places.leave(tenant);
        }
    }
}
