// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web.outbound;

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
 * Refuses a URL in a forbidden network when it is written down, so that the mistake is seen early. The decision
 * that counts is made again at every connection. A name that has no address now may have one later and is taken.
 */
@Singleton
public final class AddressCheck {
    private static final long MAX_SECONDS = 5;

    private final AddressPolicy policy;
    private final HostLookup lookup;

    public AddressCheck(AddressPolicy policy, HostLookup lookup) {
        this.policy = policy;
        this.lookup = lookup;
    }

    /**
     * @param field what the refusal names
     * @param url what it repeats
     */
    public void check(String field, String url, String host) {
        for (InetAddress address : addresses(host)) {
            if (!policy.allows(address)) {
                throw new Problem(
                        ErrorCode.ADDRESS_NOT_ALLOWED,
                        Violation.of(
                                field,
                                url,
                                "a public address, or one of the networks in the setting llmops.upstream.allow"));
            }
        }
    }

    private List<InetAddress> addresses(String host) {
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> lookup.lookup(host));
        Thread.ofVirtual().name("outbound-lookup").start(task);
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
