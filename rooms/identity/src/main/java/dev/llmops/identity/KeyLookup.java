// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.llmops.contracts.identity.KeyDirectory;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys by hash, over all tenants. A change made here is forgotten at once, one made by another process when its event
 * arrives ({@link IdentityFollower}); a minute bounds the wait should the log stand still.
 */
@Singleton
final class KeyLookup implements KeyDirectory {
    private static final int CACHED = 100_000;
    private static final int UNKNOWN_CACHED = 10_000;

    private final SystemReads reads;
    private final Secrets secrets;
    private final KeyUsage usage;
    private final Clock clock;
    private final AtomicLong generation = new AtomicLong();
    private final Cache<String, KeyGrant> known = Caffeine.newBuilder()
            .maximumSize(CACHED)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final Cache<String, Boolean> unknown = Caffeine.newBuilder()
            .maximumSize(UNKNOWN_CACHED)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    KeyLookup(SystemReads reads, Secrets secrets, KeyUsage usage, Clock clock) {
        this.reads = reads;
        this.secrets = secrets;
        this.usage = usage;
        this.clock = clock;
    }

    /** Empty for what cannot be a key: its checksum is wrong, so nothing needs to be looked up. */
    @Override
    public String hash(String presentedKey) {
        return KeyFormat.wellFormed(presentedKey) ? secrets.keys.hex(presentedKey) : "";
    }

    @Override
    public Optional<KeyGrant> find(String hash) {
        if (hash.isEmpty() || unknown.getIfPresent(hash) != null) {
            return Optional.empty();
        }
        KeyGrant cached = known.getIfPresent(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        long before = generation.get();
        Optional<KeyGrant> found =
                reads.read(sql -> new KeyDao(sql).findByHash(hash)).map(StoredKey::grant);
        found.ifPresentOrElse(grant -> known.put(hash, grant), () -> unknown.put(hash, true));
        if (generation.get() != before) {
            // A key was ended between the read and the put: what was put may be older than that.
            known.invalidate(hash);
            unknown.invalidate(hash);
        }
        return found;
    }

    @Override
    public Optional<KeyGrant> known(String hash) {
        return Optional.ofNullable(known.getIfPresent(hash));
    }

    @Override
    public List<KeyGrant> all() {
        return reads.read(sql -> new KeyDao(sql).live(clock.instant())).stream()
                .map(StoredKey::grant)
                .toList();
    }

    @Override
    public void touched(String keyId) {
        usage.note(keyId);
    }

    void forget(Set<String> keyIds) {
        generation.incrementAndGet();
        unknown.invalidateAll();
        known.asMap().values().removeIf(grant -> keyIds.contains(grant.id()));
    }
}
