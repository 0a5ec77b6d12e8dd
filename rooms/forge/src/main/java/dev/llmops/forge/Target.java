// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
    private static final String AGENT = "llmops";

    /** Who waits for addresses. */
    interface Waiter {
        void addressesKnown();

        void unreachable(Unreachable failure);
    }

    private final long revision;
    private final Endpoint endpoint;
    private final LoopState loop;
    private final MultiMap headers;
    private final List<Waiter> waiting = new ArrayList<>();
    private List<RequestOptions> options = List.of();
    private long resolvedAtNanos;
    private int preferred;
    private boolean resolving;

    Target(long revision, Endpoint endpoint, @Nullable String credential, LoopState loop) {
        this.revision = revision;
        this.endpoint = endpoint;
        this.loop = loop;
        this.headers = HttpHeaders.headers()
                .add(HttpHeaders.CONTENT_TYPE, HttpHeaders.createOptimized("application/json"))
                .add(HttpHeaders.ACCEPT, HttpHeaders.createOptimized("application/json, text/event-stream"))
                .add(HttpHeaders.USER_AGENT, HttpHeaders.createOptimized(AGENT));
        if (credential != null) {
            headers.add(HttpHeaders.AUTHORIZATION, HttpHeaders.createOptimized("Bearer " + credential));
        }
    }

    long revision() {
        return revision;
    }

    /** How to ask it at an address that was checked lately; null when the waiter must wait and is told. */
    @Nullable
    RequestOptions request(long nowNanos, Waiter waiter) {
        long age = nowNanos - resolvedAtNanos;
        if (!options.isEmpty() && age < FRESH_NANOS) {
            return options.get(preferred);
        }
        if (!options.isEmpty() && age < USABLE_NANOS) {
            resolve();
            return options.get(preferred);
        }
        waiting.add(waiter);
        resolve();
        return null;
    }

    /** Connecting to the preferred address failed: the next one's turn. */
    void preferNext() {
        preferred = options.isEmpty() ? 0 : (preferred + 1) % options.size();
    }

    int addresses() {
        return options.size();
    }

    private void resolve() {
        if (resolving) {
            return;
        }
        resolving = true;
        loop.lookUp(endpoint.host(), this::resolved, this::notResolved);
    }

    private void resolved(List<InetAddress> found) {
        List<RequestOptions> checked = new ArrayList<>();
        for (InetAddress address : found) {
            if (loop.policy().allows(address) && checked.size() < MAX_ADDRESSES) {
                checked.add(optionsFor(address));
            }
        }
        if (checked.isEmpty()) {
            options = List.of();
            tell(new Unreachable("the address of " + endpoint.host()
                    + " lies in a network that is not allowed (setting llmops.upstream.allow)"));
            return;
        }
        options = List.copyOf(checked);
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

    private RequestOptions optionsFor(InetAddress address) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, endpoint.port())))
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setSsl(endpoint.tls())
                .setFollowRedirects(false)
                .setURI(endpoint.path() + "/chat/completions")
                .setHeaders(headers);
    }
}
