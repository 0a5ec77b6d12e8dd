// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.home.Home;
import java.nio.file.Path;

/** The room put together by hand on a kit's database, with a clock that the test moves and quick passwords. */
final class IdentityFixture {
    private static final int QUICK_ROUNDS = 10;

    final MutableClock clock = MutableClock.atNoon();
    final Secrets secrets;
    final KeyUsage usage;
    final KeyLookup lookup;
    final KeyRing keys;
    final Passwords passwords = new Passwords(QUICK_ROUNDS);
    final BrowserSessions sessions;
    final LoginDesk desk;
    final Directory directory;
    private final PostgresKit postgres;

    IdentityFixture(PostgresKit postgres) {
        this.postgres = postgres;
        secrets = new Secrets(postgres.sealer());
        usage = new KeyUsage(postgres.database(), postgres.systemReads(), clock);
        lookup = new KeyLookup(postgres.systemReads(), secrets, usage, clock);
        keys = new KeyRing(postgres.database(), lookup, secrets, clock, "live");
        sessions = new BrowserSessions(postgres.database(), postgres.systemReads(), secrets, clock);
        desk = new LoginDesk(
                postgres.database(),
                postgres.systemReads(),
                passwords,
                sessions,
                new LoginThrottle(clock),
                secrets,
                clock);
        directory = new Directory(postgres.database(), passwords, sessions, clock);
    }

    Founding founding(boolean open) {
        return new Founding(postgres.database(), keys, clock, open);
    }

    FirstStart firstStart(Path home, String adminEmail) {
        return new FirstStart(
                postgres.database(),
                postgres.systemReads(),
                keys,
                desk,
                new Home(home),
                clock,
                new FirstStart.Names("Default organisation", adminEmail, "http://localhost:8080"));
    }
}
