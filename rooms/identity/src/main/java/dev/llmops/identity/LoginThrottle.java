// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Counts failed logins per account and per address; the fifth of an account and the twentieth of an address (behind
 * which many people may sit) closes it for 15 minutes. In memory: a restart forgets, which only who runs the process can
 * cause.
 */
@Singleton
final class LoginThrottle {
    static final int PER_ACCOUNT = 5;
    static final int PER_ADDRESS = 20;
    static final Duration CLOSED_FOR = Duration.ofMinutes(15);
    private static final int REMEMBERED = 100_000;

    private final Clock clock;
    private final Cache<String, Attempts> byAccount;
    private final Cache<String, Attempts> byAddress;

    LoginThrottle(Clock clock) {
        this.clock = clock;
        this.byAccount = memory(clock);
        this.byAddress = memory(clock);
    }

    private record Attempts(int count, Instant last) {}

    private static Cache<String, Attempts> memory(Clock clock) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .ticker(() -> clock.millis() * 1_000_000)
                .expireAfterWrite(CLOSED_FOR)
                .build();
    }

    /**
     * Counts an attempt before it is judged, so that many at once are not all let through; refuses with
     * {@code rate_limited} while the account or the address is closed.
     */
    void attempt(String account, String address) {
        count(byAccount, account, PER_ACCOUNT);
        count(byAddress, address, PER_ADDRESS);
    }

    void succeeded(String account, String address) {
        byAccount.invalidate(account);
        byAddress
                .asMap()
                .computeIfPresent(
                        address,
                        (key, known) -> known.count() <= 1 ? null : new Attempts(known.count() - 1, known.last()));
    }

    private void count(Cache<String, Attempts> attempts, String key, int allowed) {
        Instant now = clock.instant();
        Attempts counted = attempts.asMap().compute(key, (same, known) -> {
            if (known == null) {
                return new Attempts(1, now);
            }
            // A refused attempt does not lengthen the wait, and leaves the entry as it was.
            return known.count() >= allowed
                    ? new Attempts(allowed + 1, known.last())
                    : new Attempts(known.count() + 1, now);
        });
        if (counted != null && counted.count() > allowed) {
            Duration wait = Duration.between(now, counted.last().plus(CLOSED_FOR));
            if (wait.isPositive()) {
                throw new Problem(ErrorCode.RATE_LIMITED, "Too many failed logins; try again later", wait);
            }
            attempts.put(key, new Attempts(1, now));
        }
    }
}
