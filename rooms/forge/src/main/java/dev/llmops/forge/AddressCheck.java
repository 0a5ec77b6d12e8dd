// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Refuses an endpoint in a forbidden network when it is written down, so that the mistake is seen early. The decision
 * that counts is made again at every connection. A name that has no address now may have one later and is taken.
 */
@Singleton
final class AddressCheck {
    private static final long MAX_SECONDS = 5;

    private final AddressPolicy policy;
    private final HostLookup lookup;

    AddressCheck(AddressPolicy policy, HostLookup lookup) {
        this.policy = policy;
        this.lookup = lookup;
    }

    void check(Endpoint endpoint) {
        for (InetAddress address : addresses(endpoint.host())) {
            if (!policy.allows(address)) {
                throw new Problem(
                        ErrorCode.ADDRESS_NOT_ALLOWED,
                        Violation.of(
                                "base_url",
                                endpoint.baseUrl(),
                                "a public address, or one of the networks in the setting llmops.upstream.allow"));
            }
        }
    }

    private List<InetAddress> addresses(String host) {
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> lookup.lookup(host));
        Thread.ofVirtual().name("forge-lookup").start(task);
        try {
            return task.get(MAX_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ErrorCode.UNAVAILABLE, "The program is stopping; try again");
        }
    }
}
