// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DirectoryTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("identity"));

    private final IdentityFixture room = new IdentityFixture(POSTGRES);

    private Account create(String email, Role... roles) {
        return room.directory.create(POSTGRES.admin(), email, "A person", Set.of(roles), "long enough it is");
    }

    private static ErrorCode code(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        Problem problem = catchThrowableOfType(Problem.class, action);
        assertThat(problem).as("it was accepted").isNotNull();
        return problem.code();
    }

    @Test
    void theLastAdministratorStays() {
        Account only = create("only@example.org", Role.ADMIN);
        var demoted = new Directory.Change(null, Set.of(Role.READER), null);
        assertThat(code(() -> room.directory.change(POSTGRES.admin(), only.id(), demoted, null)))
                .isEqualTo(ErrorCode.INVALID_TRANSITION);
        Account second = create("second@example.org", Role.ADMIN);
        Account changed = room.directory.change(POSTGRES.admin(), only.id(), demoted, null);
        assertThat(changed.roles()).containsExactly(Role.READER);
        var suspended = new Directory.Change(null, null, Account.State.SUSPENDED);
        assertThat(code(() -> room.directory.change(POSTGRES.admin(), second.id(), suspended, null)))
                .isEqualTo(ErrorCode.INVALID_TRANSITION);
    }

    @Test
    void aChangeOfAnOlderStateIsRefused() {
        Account bob = create("bob@example.org", Role.READER);
        var rename = new Directory.Change("Robert", null, null);
        assertThat(code(() -> room.directory.change(POSTGRES.admin(), bob.id(), rename, "\"7\"")))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(room.directory
                        .change(POSTGRES.admin(), bob.id(), rename, "\"1\"")
                        .revision())
                .isEqualTo(2);
        assertThat(room.directory
                        .change(POSTGRES.admin(), bob.id(), rename, null)
                        .revision())
                .as("a change that changes nothing")
                .isEqualTo(2);
    }

    @Test
    void anotherOrganisationsUsersDoNotExist() {
        Account carol = create("carol@example.org", Role.READER);
        assertThat(code(() -> room.directory.find(POSTGRES.otherAdmin(), carol.id())))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void whatIsNotAnAddressOrTooShortAPasswordIsRefused() {
        assertThat(code(() -> create("no address", Role.READER))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(code(() ->
                        room.directory.create(POSTGRES.admin(), "d@example.org", "D", Set.of(Role.READER), "short")))
                .isEqualTo(ErrorCode.VALIDATION_FAILED);
    }
}
