// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("identity"));

    private static final String PASSWORD = "correct horse battery";

    private final IdentityFixture room = new IdentityFixture(POSTGRES);
    private final String email = Ulids.next().toLowerCase(Locale.ROOT) + "@example.org";

    private Account user(Role... roles) {
        return room.directory.create(POSTGRES.admin(), email, "Ada", Set.of(roles), PASSWORD);
    }

    private LoginDesk.LoggedIn login(String password) {
        return room.desk.login(email.toUpperCase(Locale.ROOT), password, "192.0.2.1");
    }

    private ErrorCode refusal(String password) {
        Problem problem = catchThrowableOfType(Problem.class, () -> login(password));
        assertThat(problem).as("the login succeeded").isNotNull();
        return problem.code();
    }

    @Test
    void aSessionStandsForItsUser() {
        Account ada = user(Role.PUBLISHER);
        LoginDesk.LoggedIn loggedIn = login(PASSWORD);
        var session = room.sessions.find(loggedIn.session().cookieValue()).orElseThrow();
        assertThat(session.caller().principalId()).isEqualTo(ada.id());
        assertThat(session.caller().roles()).containsExactly(Role.PUBLISHER);
        assertThat(session.csrfToken()).isEqualTo(loggedIn.session().csrfToken());
        assertThat(loggedIn.account().lastLoginAt()).isEqualTo(room.clock.instant());
    }

    @Test
    void unknownWrongAndSuspendedAreAnsweredAlike() {
        assertThat(refusal(PASSWORD)).isEqualTo(ErrorCode.LOGIN_FAILED);
        Account ada = user(Role.READER);
        assertThat(refusal("another password")).isEqualTo(ErrorCode.LOGIN_FAILED);
        room.directory.change(
                POSTGRES.admin(), ada.id(), new Directory.Change(null, null, Account.State.SUSPENDED), null);
        assertThat(refusal(PASSWORD)).isEqualTo(ErrorCode.LOGIN_FAILED);
    }

    @Test
    void fiveFailuresCloseTheAccountForAQuarterOfAnHour() {
        user(Role.READER);
        for (int i = 0; i < LoginThrottle.PER_ACCOUNT; i++) {
            assertThat(refusal("wrong wrong wrong")).isEqualTo(ErrorCode.LOGIN_FAILED);
        }
        Problem problem = catchThrowableOfType(Problem.class, () -> login(PASSWORD));
        assertThat(problem.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(problem.retryAfter()).contains(LoginThrottle.CLOSED_FOR);
        room.clock.advance(LoginThrottle.CLOSED_FOR.plusSeconds(1));
        assertThat(login(PASSWORD).account().email()).isEqualTo(email);
    }

    @Test
    void anAddressThatTriesManyAccountsIsClosedToo() {
        for (int i = 0; i < LoginThrottle.PER_ADDRESS; i++) {
            String other = "nobody" + i + "@example.org";
            assertThat(catchThrowableOfType(Problem.class, () -> room.desk.login(other, "x", "192.0.2.9"))
                            .code())
                    .isEqualTo(ErrorCode.LOGIN_FAILED);
        }
        assertThat(catchThrowableOfType(Problem.class, () -> room.desk.login("one@example.org", "x", "192.0.2.9"))
                        .code())
                .isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    void aSuspendedUserIsOutAtOnce() {
        Account ada = user(Role.READER);
        String cookie = login(PASSWORD).session().cookieValue();
        assertThat(room.sessions.find(cookie)).isPresent();
        room.directory.change(
                POSTGRES.admin(), ada.id(), new Directory.Change(null, null, Account.State.SUSPENDED), null);
        assertThat(room.sessions.find(cookie)).isEmpty();
    }

    @Test
    void aSessionEndsAfterSevenDaysAndByLogout() {
        user(Role.READER);
        String first = login(PASSWORD).session().cookieValue();
        Caller caller = room.sessions.find(first).orElseThrow().caller();
        room.sessions.end(caller, first);
        assertThat(room.sessions.find(first)).isEmpty();
        String second = login(PASSWORD).session().cookieValue();
        room.clock.advance(BrowserSessions.LIFE);
        assertThat(room.sessions.find(second)).isEmpty();
    }

    @Test
    void aNewPasswordEndsEverySession() {
        user(Role.READER);
        String cookie = login(PASSWORD).session().cookieValue();
        Caller caller = room.sessions.find(cookie).orElseThrow().caller();
        Problem wrong = catchThrowableOfType(
                Problem.class, () -> room.desk.changePassword(caller, "wrong", "a new password here", "192.0.2.1"));
        assertThat(wrong.code()).isEqualTo(ErrorCode.LOGIN_FAILED);
        room.desk.changePassword(caller, PASSWORD, "a new password here", "192.0.2.1");
        assertThat(room.sessions.find(cookie)).isEmpty();
        assertThat(login("a new password here").account().email()).isEqualTo(email);
    }

    @Test
    void anAddressIsOneAccountInEveryOrganisation() {
        user(Role.READER);
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> room.directory.create(POSTGRES.otherAdmin(), email, "Eve", Set.of(Role.READER), PASSWORD));
        assertThat(problem.code()).isEqualTo(ErrorCode.DUPLICATE);
    }

    @Test
    void theFirstStartFoundsOnceAndItsLinkWorksOnce(@TempDir Path directory) throws IOException {
        String admin = "first-" + email;
        FirstStart start = room.firstStart(directory, admin);
        start.start();
        String key = Files.readString(directory.resolve("admin.key"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("admin.key"))))
                .isEqualTo("rw-------");
        Caller caller = room.lookup.find(room.lookup.hash(key)).orElseThrow().caller();
        assertThat(caller.roles()).containsExactly(Role.ADMIN);
        String firstLink = link(start);

        start.start();
        assertThat(Files.readString(directory.resolve("admin.key"))).isEqualTo(key);
        String secondLink = link(start);
        assertThat(redeemRefusal(firstLink)).isEqualTo(ErrorCode.LOGIN_FAILED);
        assertThat(room.desk.redeem(secondLink, PASSWORD, "192.0.2.2").account().email())
                .isEqualTo(admin);
        assertThat(redeemRefusal(secondLink)).isEqualTo(ErrorCode.LOGIN_FAILED);

        start.start();
        assertThat(start.lines()).isEmpty();
        anotherOrganisationIsOpenedByTheFirstOnly(caller);
    }

    private void anotherOrganisationIsOpenedByTheFirstOnly(Caller founder) {
        Problem closed =
                catchThrowableOfType(Problem.class, () -> room.founding(false).create(founder, "Second"));
        assertThat(closed.code()).isEqualTo(ErrorCode.FORBIDDEN);
        var opened = room.founding(true).create(founder, "Second");
        Caller second = room.lookup
                .find(room.lookup.hash(opened.adminKey().key()))
                .orElseThrow()
                .caller();
        assertThat(second.tenant()).isEqualTo(opened.tenant()).isNotEqualTo(founder.tenant());
        Problem notFirst =
                catchThrowableOfType(Problem.class, () -> room.founding(true).create(second, "Third"));
        assertThat(notFirst.code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void aLinkIsOverAfterTenMinutes() {
        Account ada = user(Role.ADMIN);
        String token = room.desk.newLink(ada);
        room.clock.advance(LoginDesk.LINK_LIFE.plus(Duration.ofSeconds(1)));
        assertThat(redeemRefusal(token)).isEqualTo(ErrorCode.LOGIN_FAILED);
    }

    private ErrorCode redeemRefusal(String token) {
        return catchThrowableOfType(Problem.class, () -> room.desk.redeem(token, PASSWORD, "192.0.2.2"))
                .code();
    }

    private static String link(FirstStart start) {
        String line = start.lines().getLast();
        return line.substring(line.indexOf("token=") + "token=".length());
    }
}
