// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Keys.IssuedKey;
import dev.llmops.contracts.identity.Keys.KeyState;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeyRingTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("identity"));

    private static final Duration WEEK = Duration.ofDays(7);

    private final IdentityFixture room = new IdentityFixture(POSTGRES);
    private final Caller publisher = POSTGRES.user(Role.PUBLISHER);

    private IssuedKey issue(Caller caller, Role... roles) {
        return room.keys.issue(caller, "a key", Set.of(roles), Set.of(), WEEK);
    }

    private KeyGrant grant(IssuedKey issued) {
        return room.lookup.find(room.lookup.hash(issued.key())).orElseThrow();
    }

    @Test
    void anIssuedKeyIsFoundByItsHashAndStandsForItself() {
        IssuedKey issued = issue(publisher, Role.READER);
        KeyGrant grant = grant(issued);
        assertThat(grant.tenant()).isEqualTo(POSTGRES.tenant());
        assertThat(grant.principalId()).isEqualTo(issued.info().id());
        assertThat(grant.permissions()).contains(Permission.REGISTRY_READ).doesNotContain(Permission.REGISTRY_WRITE);
    }

    @Test
    void theKeyItselfIsStoredNowhere() {
        IssuedKey issued = issue(publisher, Role.READER);
        List<String> rows = POSTGRES.owner().withHandle(sql -> sql.createQuery(
                        "SELECT to_jsonb(api_key)::text FROM identity.api_key UNION ALL SELECT data::text FROM platform.event_log")
                .mapTo(String.class)
                .list());
        String random = issued.key().substring(18, 42);
        assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(random));
        assertThat(issued.toString()).doesNotContain(random);
    }

    @Test
    void nobodyGrantsMoreThanTheyHave() {
        Problem problem = catchThrowableOfType(Problem.class, () -> issue(publisher, Role.ADMIN));
        assertThat(problem.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(catchThrowableOfType(Problem.class, () -> issue(publisher, Role.APPROVER))
                        .code())
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void aNarrowedKeyCannotMakeAWiderOne() {
        Set<Permission> scopes = Set.of(Permission.KEYS_WRITE, Permission.REGISTRY_READ);
        Caller narrowed = grant(room.keys.issue(publisher, "narrow", Set.of(Role.PUBLISHER), scopes, WEEK))
                .caller();
        assertThat(narrowed.may(Permission.REGISTRY_WRITE)).isFalse();
        Problem problem = catchThrowableOfType(Problem.class, () -> issue(narrowed, Role.PUBLISHER));
        assertThat(problem.code()).isEqualTo(ErrorCode.FORBIDDEN);
        IssuedKey within =
                room.keys.issue(narrowed, "narrower", Set.of(Role.PUBLISHER), Set.of(Permission.REGISTRY_READ), WEEK);
        assertThat(grant(within).permissions())
                .containsExactlyInAnyOrder(Permission.PUBLIC, Permission.SELF, Permission.REGISTRY_READ);
    }

    @Test
    void aScopeOutsideTheRolesIsRefused() {
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> room.keys.issue(
                        POSTGRES.admin(), "x", Set.of(Role.READER), Set.of(Permission.GATEWAY_CALL), WEEK));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void aConsumerKeyCallsModelsAndNothingElse() {
        String subscription = Ulids.next();
        IssuedKey issued = room.keys.issueForSubscription(publisher, subscription, "app", Keys.DEFAULT_LIFE);
        assertThat(grant(issued).permissions()).containsExactly(Permission.GATEWAY_CALL);
        assertThat(grant(issued).subscriptionId()).isEqualTo(subscription);
        assertThat(room.keys.ofSubscription(POSTGRES.tenant(), subscription)).hasSize(1);
    }

    @Test
    void aRevocationIsSeenAtOnceAndMayBeRepeated() {
        IssuedKey issued = issue(publisher, Role.READER);
        assertThat(grant(issued).revokedAt(room.clock.instant())).isFalse();
        room.keys.revoke(publisher, issued.info().id());
        assertThat(grant(issued).revokedAt(room.clock.instant())).isTrue();
        assertThat(room.keys.revoke(publisher, issued.info().id()).state()).isEqualTo(KeyState.REVOKED);
    }

    @Test
    void bothKeysWorkDuringTheOverlapAndAreOnePrincipal() {
        IssuedKey old = issue(publisher, Role.READER);
        IssuedKey successor = room.keys.rotate(publisher, old.info().id(), Duration.ofHours(1));
        assertThat(successor.info().principalId()).isEqualTo(old.info().principalId());
        assertThat(room.keys.find(publisher, old.info().id()).state()).isEqualTo(KeyState.ROTATING);
        assertThat(grant(old).revokedAt(room.clock.instant())).isFalse();
        room.clock.advance(Duration.ofHours(1));
        assertThat(grant(old).revokedAt(room.clock.instant())).isTrue();
        assertThat(grant(successor).revokedAt(room.clock.instant())).isFalse();
    }

    @Test
    void aKeyIsRotatedOnce() {
        IssuedKey old = issue(publisher, Role.READER);
        room.keys.rotate(publisher, old.info().id(), WEEK);
        Problem problem = catchThrowableOfType(
                Problem.class, () -> room.keys.rotate(publisher, old.info().id(), WEEK));
        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_TRANSITION);
    }

    @Test
    void othersKeysAreAsIfTheyDidNotExist() {
        IssuedKey issued = issue(publisher, Role.READER);
        for (Caller other : List.of(POSTGRES.user(Role.PUBLISHER), POSTGRES.otherAdmin())) {
            Problem problem = catchThrowableOfType(
                    Problem.class, () -> room.keys.revoke(other, issued.info().id()));
            assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
        }
        assertThat(room.keys.find(POSTGRES.admin(), issued.info().id()).id())
                .isEqualTo(issued.info().id());
    }

    @Test
    void theListIsPagedAndFilteredByState() {
        Caller owner = POSTGRES.user(Role.PUBLISHER);
        IssuedKey first = issue(owner, Role.READER);
        IssuedKey second = issue(owner, Role.READER);
        room.keys.revoke(owner, first.info().id());
        var page = room.keys.list(owner, PageRequest.of(1, null), null, null);
        assertThat(page.items())
                .extracting(Keys.KeyInfo::id)
                .containsExactly(second.info().id());
        var next = room.keys.list(owner, PageRequest.of(1, page.nextCursor()), null, null);
        assertThat(next.items())
                .extracting(Keys.KeyInfo::id)
                .containsExactly(first.info().id());
        assertThat(next.nextCursor()).isNull();
        assertThat(room.keys
                        .list(owner, PageRequest.of(null, null), KeyState.REVOKED, null)
                        .items())
                .extracting(Keys.KeyInfo::id)
                .containsExactly(first.info().id());
    }

    @Test
    void endingASubscriptionEndsItsKeys() {
        String subscription = Ulids.next();
        IssuedKey one = room.keys.issueForSubscription(publisher, subscription, "one", WEEK);
        room.keys.issueForSubscription(publisher, subscription, "two", WEEK);
        assertThat(grant(one).revokedAt(room.clock.instant())).isFalse();
        assertThat(room.keys.revokeOfSubscription(publisher, subscription)).isEqualTo(2);
        assertThat(room.keys.revokeOfSubscription(publisher, subscription)).isZero();
        assertThat(grant(one).revokedAt(room.clock.instant())).isTrue();
    }

    @Test
    void theSnapshotHoldsLiveKeysOfEveryOrganisation() {
        IssuedKey here = issue(publisher, Role.READER);
        IssuedKey there = room.keys.issue(POSTGRES.otherAdmin(), "there", Set.of(Role.READER), Set.of(), WEEK);
        IssuedKey ended = issue(publisher, Role.READER);
        room.keys.revoke(publisher, ended.info().id());
        assertThat(room.lookup.all())
                .extracting(KeyGrant::id)
                .contains(here.info().id(), there.info().id())
                .doesNotContain(ended.info().id());
    }

    @Test
    void useIsWrittenInBatches() {
        IssuedKey issued = issue(publisher, Role.READER);
        room.lookup.touched(issued.info().id());
        room.usage.write();
        assertThat(room.keys.find(publisher, issued.info().id()).lastUsedAt()).isEqualTo(room.clock.instant());
    }

    @Test
    void aMistypedKeyIsNotLookedUp() {
        assertThat(room.lookup.hash("llmops_live_nonsense")).isEmpty();
        assertThat(room.lookup.find("")).isEmpty();
    }

    @Test
    void lifeIsBounded() {
        for (Duration life : List.of(Duration.ZERO, Duration.ofDays(366))) {
            Problem problem = catchThrowableOfType(
                    Problem.class, () -> room.keys.issue(publisher, "x", Set.of(Role.READER), Set.of(), life));
            assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        }
    }
}
