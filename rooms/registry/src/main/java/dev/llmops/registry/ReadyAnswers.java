// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.RegistryEvent.AssetRegistered;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Commits;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.HotAnswer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers with one version, as they go over the wire, by organisation and id. A change of this process forgets before
 * its caller is answered, one of another process when its event arrives; a lifetime bounds the wait should the log stand
 * still. What was read before a change is not kept after it.
 */
@Singleton
final class ReadyAnswers {
    private static final long MAX_BYTES = 24L << 20;
    private static final int MAX_NAMES = 50_000;
    private static final int MAX_FORGOTTEN = 20_000;
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    /** Longer than any read takes: a transaction lasts at most 10 s. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(30);

    private final ObjectMapper json;
    private final AtomicLong moments = new AtomicLong();
    private final AtomicLong evicted = new AtomicLong(-1);
    private final Cache<Key, HotAnswer> answers = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, HotAnswer answer) -> answer.weight())
            .expireAfterWrite(LIFETIME)
            .build();
    private final Cache<Name, String> ids = Caffeine.newBuilder()
            .maximumSize(MAX_NAMES)
            .expireAfterWrite(LIFETIME)
            .build();
    /** When each was forgotten. Of one that had to go for want of room, only the moment is remembered. */
    private final Cache<Key, Long> forgotten = Caffeine.newBuilder()
            .maximumSize(MAX_FORGOTTEN)
            .expireAfterWrite(LONGEST_READ)
            .executor(Runnable::run)
            .evictionListener((@Nullable Key key, @Nullable Long moment, RemovalCause cause) ->
                    evicted.accumulateAndGet(moment == null ? moments.get() : moment, Math::max))
            .build();

    ReadyAnswers(ObjectMapper json, Commits commits) {
        this.json = json;
        commits.listen((tenant, events) -> events.forEach(event -> {
            // What is new was not known before.
            if (event.type().startsWith("registry.") && !(event instanceof AssetRegistered)) {
                forget(tenant, event.subject());
            }
        }));
    }

    private record Key(TenantId tenant, String id) {}

    private record Name(TenantId tenant, String kind, String name, String version) {}

    @Nullable
    HotAnswer of(TenantId tenant, String id) {
        return answers.getIfPresent(new Key(tenant, id));
    }

    @Nullable
    HotAnswer of(TenantId tenant, String kind, String name, String version) {
        String id = ids.getIfPresent(new Name(tenant, kind, name, version));
        return id == null ? null : of(tenant, id);
    }

    /** To be taken before a version is read, and given to {@link #keep} with it. */
    long moment() {
        return moments.incrementAndGet();
    }

    /** The answer, kept unless the version was changed meanwhile. */
    HotAnswer keep(TenantId tenant, Asset asset, long readAfter) {
        HotAnswer answer =
                HotAnswer.of(ETags.of(asset.revision()), AssetAnswers.warnings(asset), bytes(AssetJson.of(asset)));
        Key key = new Key(tenant, asset.id());
        answers.put(key, answer);
        ids.put(new Name(tenant, asset.kind().wireName(), asset.name(), asset.version()), asset.id());
        Long moment = forgotten.getIfPresent(key);
        if ((moment != null && moment > readAfter) || evicted.get() > readAfter) {
            answers.invalidate(key);
        }
        return answer;
    }

    void forget(TenantId tenant, String id) {
        Key key = new Key(tenant, id);
        forgotten.put(key, moments.incrementAndGet());
        answers.invalidate(key);
    }

    private byte[] bytes(AssetJson asset) {
        try {
            return json.writeValueAsBytes(asset);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values was not serialisable", e);
        }
    }
}
