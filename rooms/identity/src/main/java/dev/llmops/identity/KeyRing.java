// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.IdentityEvent;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Issues, lists, rotates and ends keys. */
@Singleton
final class KeyRing implements Keys {
    static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
    static final Duration MAX_OVERLAP = Duration.ofDays(7);

    private final Database database;
    private final KeyLookup lookup;
    private final Secrets secrets;
    private final Clock clock;
    private final String environment;

    KeyRing(
            Database database,
            KeyLookup lookup,
            Secrets secrets,
            Clock clock,
            @ConfigProperty(name = "llmops.key-environment", defaultValue = "live") String environment) {
        if (!environment.matches("[a-z0-9]{1,16}")) {
            throw new IllegalStateException(
                    "llmops.key-environment: '" + environment + "' (expected: 1 to 16 of a-z and 0-9, such as live)");
        }
        this.database = database;
        this.lookup = lookup;
        this.secrets = secrets;
        this.clock = clock;
        this.environment = environment;
    }

    /** A service account's key; what it may do is within what the caller may. */
    IssuedKey issue(Caller caller, String name, Set<Role> roles, Set<Permission> scopes, Duration life) {
        Grants.require(caller, roles, scopes);
        Draft draft = draft(caller, name, roles, scopes, null, life);
        return database.change(caller, (sql, events) -> store(sql, events, draft));
    }

    /** An administrator's key within a transaction that does more; the caller of this method vouches for the rights. */
    IssuedKey issueWithin(Handle sql, EventLog events, Caller caller, String name) {
        return store(sql, events, draft(caller, name, Set.of(Role.ADMIN), Set.of(), null, MAX_LIFE));
    }

    @Override
    public IssuedKey issueForSubscription(Caller caller, String subscriptionId, String name, Duration life) {
        Draft draft = draft(caller, name, Set.of(), Set.of(), subscriptionId, life);
        return database.change(caller, (sql, events) -> store(sql, events, draft));
    }

    @Override
    public List<KeyInfo> ofSubscription(TenantId tenant, String subscriptionId) {
        Instant now = clock.instant();
        return database.read(tenant, sql -> new KeyDao(sql).ofSubscription(subscriptionId)).stream()
                .map(key -> key.infoAt(now))
                .toList();
    }

    Page<KeyInfo> list(Caller caller, PageRequest page, @Nullable KeyState state, @Nullable String subscriptionId) {
        Instant now = clock.instant();
        String owner = seesAll(caller) ? null : caller.principalId();
        List<StoredKey> keys =
                database.read(caller.tenant(), sql -> new KeyDao(sql).list(page, owner, state, subscriptionId, now));
        return Page.of(keys, page, StoredKey::id).map(key -> key.infoAt(now));
    }

    KeyInfo find(Caller caller, String keyId) {
        return database.read(caller.tenant(), sql -> visible(caller, new KeyDao(sql).find(keyId), keyId))
                .infoAt(clock.instant());
    }

    @Override
    public KeyInfo revoke(Caller caller, String keyId) {
        Instant now = clock.instant();
        StoredKey ended = database.change(caller, (sql, events) -> {
            KeyDao keys = new KeyDao(sql);
            StoredKey key = visible(caller, keys.lock(keyId), keyId);
            if (key.stateAt(now) != KeyState.REVOKED) {
                keys.end(keyId, now, null);
                events.append(new IdentityEvent.KeyRevoked(keyId, now));
            }
            return keys.find(keyId).orElseThrow();
        });
        lookup.forget(Set.of(keyId));
        return ended.infoAt(now);
    }

    @Override
    public IssuedKey rotate(Caller caller, String keyId, Duration overlap) {
        if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
            throw Problem.invalid("overlap_seconds", overlap.toSeconds(), "0 to " + MAX_OVERLAP.toSeconds());
        }
        Instant now = clock.instant();
        IssuedKey issued = database.change(caller, (sql, events) -> {
            KeyDao keys = new KeyDao(sql);
            StoredKey old = visible(caller, keys.lock(keyId), keyId);
            requireActive(old, now);
            if (old.subscriptionId() == null) {
                Grants.require(caller, old.roles(), old.scopes());
            }
            Draft successor = successor(caller, old);
            IssuedKey made = store(sql, events, successor);
            Instant endsAt = now.plus(overlap);
            keys.end(keyId, endsAt, made.info().id());
            events.append(new IdentityEvent.KeyRotated(keyId, made.info().id(), endsAt));
            return made;
        });
        lookup.forget(Set.of(keyId));
        return issued;
    }

    @Override
    public int revokeOfSubscription(Caller caller, String subscriptionId) {
        Instant now = clock.instant();
        List<String> ended = database.change(caller, (sql, events) -> {
            List<String> ids = new KeyDao(sql).endOfSubscription(subscriptionId, now);
            ids.forEach(id -> events.append(new IdentityEvent.KeyRevoked(id, now)));
            return ids;
        });
        lookup.forget(Set.copyOf(ended));
        return ended.size();
    }

    private record Draft(StoredKey stored, String key) {}

    private Draft draft(
            Caller caller,
            String name,
            Set<Role> roles,
            Set<Permission> scopes,
            @Nullable String subscriptionId,
            Duration life) {
        String id = Ulids.next();
        return draft(caller, id, id, name, roles, scopes, subscriptionId, life);
    }

    private Draft draft(
            Caller caller,
            String id,
            String principalId,
            String name,
            Set<Role> roles,
            Set<Permission> scopes,
            @Nullable String subscriptionId,
            Duration life) {
        if (!life.isPositive() || life.compareTo(MAX_LIFE) > 0) {
            throw Problem.invalid("expires_in_days", life.toDays(), "1 to " + MAX_LIFE.toDays());
        }
        String key = KeyFormat.generate(environment, secrets.random());
        Instant now = clock.instant();
        StoredKey stored = new StoredKey(
                caller.tenant(),
                id,
                secrets.keys.hex(key),
                KeyFormat.prefix(key),
                Fields.text("name", name, 100),
                roles,
                scopes,
                subscriptionId,
                principalId,
                caller.principalId(),
                null,
                now,
                now.plus(life),
                null,
                null);
        return new Draft(stored, key);
    }

    /** The same account goes on under a new key: four-eyes rules must not see a second person. */
    private Draft successor(Caller caller, StoredKey old) {
        Duration life = Duration.between(old.createdAt(), old.expiresAt());
        Draft draft = draft(
                caller,
                Ulids.next(),
                old.principalId(),
                old.name(),
                old.roles(),
                old.scopes(),
                old.subscriptionId(),
                life);
        return new Draft(draft.stored().ownedBy(old.ownerId()), draft.key());
    }

    private IssuedKey store(Handle sql, EventLog events, Draft draft) {
        StoredKey key = draft.stored();
        new KeyDao(sql).insert(key);
        events.append(new IdentityEvent.KeyIssued(key.id(), key.name(), key.subscriptionId(), key.expiresAt()));
        return new IssuedKey(key.infoAt(key.createdAt()), draft.key());
    }

    private static void requireActive(StoredKey key, Instant now) {
        KeyState state = key.stateAt(now);
        if (state != KeyState.ACTIVE) {
            throw new Problem(
                    ErrorCode.INVALID_TRANSITION,
                    "The key " + key.name() + " is " + state.name().toLowerCase(Locale.ROOT)
                            + " (expected: active); rotate its successor or make a new key");
        }
    }

    /** A key of somebody else answers like one that does not exist. */
    private static StoredKey visible(Caller caller, Optional<StoredKey> found, String keyId) {
        return found.filter(key -> seesAll(caller)
                        || key.ownerId().equals(caller.principalId())
                        || key.principalId().equals(caller.principalId()))
                .orElseThrow(() -> Problem.notFound("key", keyId, "the id of a key that you may see"));
    }

    private static boolean seesAll(Caller caller) {
        return caller.roles().contains(Role.ADMIN);
    }
}
