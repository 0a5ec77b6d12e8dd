// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.identity.KeyDirectory;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.kernel.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Calls that wait to learn whether a key nobody here has seen yet exists; a bounded number of them. */
final class KeyQuestions {
    static final int MAX_WAITING = 256;

    private final KeyDirectory directory;
    private final RefusedKeys refused = new RefusedKeys();
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    KeyQuestions(KeyDirectory directory) {
        this.directory = directory;
    }

    boolean add(String hash, Runnable done) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        asked.add(new Question(hash, done));
        return true;
    }

    List<Question> take() {
        List<Question> taken = new ArrayList<>();
        for (Question next = asked.poll(); next != null; next = asked.poll()) {
            taken.add(next);
        }
        return taken;
    }

    void answer(List<Question> taken) {
        taken.forEach(question -> question.done.run());
        waiting.addAndGet(-taken.size());
    }

    /** Whether the key may call, by the truth; a refusal is remembered. */
    boolean live(String hash, Instant now) {
        Optional<KeyGrant> grant = directory.find(hash);
        if (grant.isEmpty()) {
            refused.add(hash, ErrorCode.UNAUTHENTICATED, now.toEpochMilli());
            return false;
        }
        if (grant.get().revokedAt(now) || grant.get().expiredAt(now)) {
            ended(grant.get(), now);
            return false;
        }
        return true;
    }

    /** Remembers a key that could not be found at all, so that asking again costs nothing for a while. */
    void settle(Question question, GatewaySnapshot snapshot, Instant now) {
        long nowMillis = now.toEpochMilli();
        if (snapshot.find(question.hash) == null && refused.find(question.hash, nowMillis) == null) {
            refused.add(question.hash, ErrorCode.UNAUTHENTICATED, nowMillis);
        }
    }

    /** Remembers a key that is over, so that the refusal can say so instead of claiming never to have seen it. */
    void ended(KeyGrant grant, Instant now) {
        boolean revoked = grant.revokedAt(now) || !grant.expiredAt(now);
        refused.add(grant.hash(), revoked ? ErrorCode.KEY_REVOKED : ErrorCode.KEY_EXPIRED, now.toEpochMilli());
    }

    @Nullable
    ErrorCode refusal(String hash, long nowMillis) {
        return refused.find(hash, nowMillis);
    }

    record Question(String hash, Runnable done) {}
}
