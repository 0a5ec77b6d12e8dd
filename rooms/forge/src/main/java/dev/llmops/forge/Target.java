// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import dev.llmops.forge.wire.Place;
import dev.llmops.forge.wire.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One revision of an upstream as one event loop calls it: the request's fixed parts made once, and its addresses, looked
 * up and checked again every 30 s. Connections go to the very address that was checked, under the host's name: a name
 * that changes its address between check and connection gains nothing. Used on its event loop only.
 */
final class Target {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long USABLE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int MAX_ADDRESSES = 8;

    /** Who waits for addresses. */
    interface Waiter {
        void addressesKnown();

        void unreachable(Unreachable failure);
    }

    private final long revision;
    private final Endpoint endpoint;
    private final LoopState loop;
    private final RequestHeads heads;
    private final List<Waiter> waiting = new ArrayList<>();
    private List<Place> places = List.of();
    private long resolvedAtNanos;
    private int preferred;
    private boolean resolving;

    Target(long revision, Endpoint endpoint, RequestHeads heads, LoopState loop) {
        this.revision = revision;
        this.endpoint = endpoint;
        this.loop = loop;
        this.heads = heads;
    }

    long revision() {
        return revision;
    }

    RequestHead head(Inference.Request request, ByteBuffer body) {
        return heads.of(request, body);
    }

    /** Where it was found lately, at an address that was checked; null when the waiter must wait and is told. */
    @Nullable
    Place place(long nowNanos, Waiter waiter) {
        long age = nowNanos - resolvedAtNanos;
        if (!places.isEmpty() && age < FRESH_NANOS) {
            return places.get(preferred);
        }
        if (!places.isEmpty() && age < USABLE_NANOS) {
            resolve();
            return places.get(preferred);
        }
        waiting.add(waiter);
        resolve();
        return null;
    }

    /** Connecting to the preferred address failed: the next one's turn. */
    void preferNext() {
        preferred = places.isEmpty() ? 0 : (preferred + 1) % places.size();
    }

    int addresses() {
        return places.size();
    }

    private void resolve() {
        if (resolving) {
            return;
        }
        resolving = true;
        loop.lookUp(endpoint, this::resolved, this::notResolved);
    }

    private void resolved(List<InetAddress> found) {
        List<Place> checked = new ArrayList<>();
        for (InetAddress address : found) {
            if (loop.policy().allows(address) && checked.size() < MAX_ADDRESSES) {
                checked.add(
                        new Place(new InetSocketAddress(address, endpoint.port()), endpoint.host(), endpoint.tls()));
            }
        }
        if (checked.isEmpty()) {
            places = List.of();
            tell(new Unreachable("the address of " + endpoint.host()
                    + " lies in a network that is not allowed (setting llmops.upstream.allow)"));
            return;
        }
        places = List.copyOf(checked);
        preferred = 0;
        resolvedAtNanos = System.nanoTime();
        tell(null);
    }

    private void notResolved(Throwable cause) {
        tell(new Unreachable(
                cause instanceof UnknownHostException
                        ? "the name " + endpoint.host() + " has no address"
                        : "the name " + endpoint.host() + " could not be looked up"));
    }

    private void tell(@Nullable Unreachable failure) {
        resolving = false;
        List<Waiter> told = List.copyOf(waiting);
        waiting.clear();
        for (Waiter waiter : told) {
            if (failure == null) {
                waiter.addressesKnown();
            } else {
                waiter.unreachable(failure);
            }
        }
    }
}
