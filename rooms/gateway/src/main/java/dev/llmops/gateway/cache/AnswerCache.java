// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.ClientRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The answers that this process keeps, in memory alone and bounded by their bytes; what is used least goes first. */
@Singleton
public final class AnswerCache {
    private static final long LEAST_BYTES = 16L * 1024 * 1024;
    private static final long MOST_BYTES = 256L * 1024 * 1024;
    /** Of the heap, at most so much is kept answers. */
    private static final int HEAP_SHARE = 16;
    /** What an entry takes beside its bytes. */
    private static final int ENTRY_BYTES = 256;

    private final Clock clock;
    private final Cache<CacheKey, KeptAnswer> answers;
    private final Map<CacheOutcome, Counter> outcomes = new EnumMap<>(CacheOutcome.class);
    private final Counter kept;

    @Inject
    public AnswerCache(MeterRegistry meters, Clock clock) {
        this(meters, clock, Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_SHARE, LEAST_BYTES, MOST_BYTES));
    }

    /** @param maxBytes of all answers together */
    public AnswerCache(MeterRegistry meters, Clock clock, long maxBytes) {
        this.clock = clock;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<CacheKey, KeptAnswer>weigher((key, answer) -> answer.size() + ENTRY_BYTES)
                .expireAfter(
                        Expiry.<CacheKey, KeptAnswer>writing((key, answer) -> Duration.ofMillis(answer.ttlMillis())))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
        for (CacheOutcome outcome : CacheOutcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("llmops.gateway.cache")
                            .description("Calls of services with a cache, by what it did for them")
                            .tag("outcome", outcome.wireName())
                            .register(meters));
        }
        kept = meters.counter("llmops.gateway.cache.kept");
        Gauge.builder("llmops.gateway.cache.bytes", this::bytes).register(meters);
    }

    private long bytes() {
        return answers.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    /**
     * What the cache does for a call.
     *
     * @param who may share the answer: the tenant, or one subscription of it
     * @param target names the upstream and the model that the call goes to first
     */
    public CacheTurn turn(
            ServiceCache service,
            Asker who,
            ClientDialect dialect,
            ClientRequest request,
            byte[] body,
            String target,
            MultiMap headers) {
        CacheWish wish = CacheWish.of(headers, service.policy());
        CacheKey key = wish.reads() || wish.ttlSeconds() > 0 ? key(service, who, dialect, request, body, target) : null;
        if (key == null) {
            return counted(new CacheTurn(this, CacheOutcome.BYPASS, null, null, service.policy(), 0));
        }
        KeptAnswer answer = wish.reads() ? find(key) : null;
        return counted(new CacheTurn(
                this,
                answer == null ? CacheOutcome.MISS : CacheOutcome.HIT,
                key,
                answer,
                service.policy(),
                wish.ttlSeconds()));
    }

    /**
     * For whom answers are kept.
     *
     * @param version the service's id and version
     */
    public record Asker(String tenant, String subscription, String version) {}

    private CacheTurn counted(CacheTurn turn) {
        Objects.requireNonNull(outcomes.get(turn.outcome())).increment();
        return turn;
    }

    /** Null for a request that is not to be answered from what is kept. */
    static @Nullable CacheKey key(
            ServiceCache service, Asker who, ClientDialect dialect, ClientRequest request, byte[] body, String target) {
        CacheScope scope = service.policy().scope();
        CacheKey.Making key = new CacheKey.Making()
                .with(who.tenant())
                .with(scope.name())
                .with(scope == CacheScope.TENANT ? "" : who.subscription())
                .with(who.version())
                .with(service.written())
                .with(dialect.name())
                .with(target)
                .with(request.stream() ? 1 : 0);
        return dialect.billed() && CacheableBody.add(body, key) ? key.made() : null;
    }

    private @Nullable KeptAnswer find(CacheKey key) {
        KeptAnswer answer = answers.getIfPresent(key);
        return answer == null || answer.expired(clock.millis()) ? null : answer;
    }

    void keep(CacheKey key, int status, String contentType, byte[] bytes, long ttlSeconds) {
        answers.put(
                key, new KeptAnswer(status, contentType, bytes, clock.millis(), TimeUnit.SECONDS.toMillis(ttlSeconds)));
        kept.increment();
    }

    /** What a cache did for a call, as the header and the meter say it. */
    enum CacheOutcome {
        HIT,
        MISS,
        BYPASS;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
