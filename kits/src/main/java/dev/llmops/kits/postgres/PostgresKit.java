// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.EventSubscriber;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.MasterKey;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.sql.Commits;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.DatabaseLogin;
import dev.llmops.platform.sql.DatabaseLogins;
import dev.llmops.platform.sql.EventData;
import dev.llmops.platform.sql.PostgresAccess;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.platform.sql.SystemReads;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh, migrated database with the doors of platform/sql on it:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));
 *
 * AssetDao … POSTGRES.database().read(POSTGRES.tenant(), sql -> …)
 * }</pre>
 *
 * As an extension it is dropped after the class; otherwise {@link #close} does that.
 */
public final class PostgresKit implements AfterAllCallback, AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Clock clock;
    private final List<RoomSchema> rooms;
    private final Sealer sealer = MasterKey.random().sealer();
    private final TenantId tenant = new TenantId(Ulids.next());
    private final TenantId otherTenant = new TenantId(Ulids.next());
    private @Nullable Opened opened;

    /** A database that was made and migrated. */
    private record Opened(String name, DatabaseLogins logins, PostgresAccess access) {}

    private PostgresKit(Clock clock, List<RoomSchema> rooms) {
        this.clock = clock;
        this.rooms = rooms;
    }

    /** At the first use rather than in a static initialiser, where a failure would lose its reason. */
    private synchronized Opened opened() {
        if (opened == null) {
            String name = "kit_" + NUMBER.incrementAndGet();
            PostgresAccess access = new PostgresAccess(clock, false);
            try {
                DatabaseLogins logins = SharedServer.instance().createDatabase(name);
                access.open(logins, rooms);
                opened = new Opened(name, logins, access);
            } catch (SQLException | RuntimeException e) {
                access.close();
                throw new IllegalStateException("the kit's database cannot be opened", e);
            }
        }
        return opened;
    }

    /** A fresh database with the platform's schema and those of the rooms; the clock is the system's. */
    public static PostgresKit of(RoomSchema... rooms) {
        return of(Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000)), rooms);
    }

    /** The same with a clock that stamps the events. */
    public static PostgresKit of(Clock clock, RoomSchema... rooms) {
        return new PostgresKit(clock, List.of(rooms));
    }

    public Database database() {
        return opened().access().database();
    }

    public SystemReads systemReads() {
        return opened().access().systemReads();
    }

    public EventFeed eventFeed() {
        return opened().access().eventFeed();
    }

    public Commits commits() {
        return opened().access().commits();
    }

    /** Runs a subscriber as the product does; closing the answer stops it. */
    public AutoCloseable follow(EventSubscriber subscriber) {
        return opened().access().follow(subscriber);
    }

    public EventData eventData() {
        return opened().access().eventData();
    }

    /** Seals under a key that nothing else has. */
    public Sealer sealer() {
        return sealer;
    }

    /** Raw logins of the three roles, for tests of the isolation itself. */
    public DatabaseLogins logins() {
        return opened().logins();
    }

    /** A connection as role owner, which sees every row: to arrange and to look behind. The caller closes handles. */
    public Jdbi owner() {
        return jdbi(opened().logins().owner());
    }

    /** A connection as role serve with no tenant set. */
    public Jdbi serveWithoutTenant() {
        return jdbi(opened().logins().serve());
    }

    private static Jdbi jdbi(DatabaseLogin login) {
        return Jdbi.create(login.url(), login.user(), login.password());
    }

    public TenantId tenant() {
        return tenant;
    }

    public TenantId otherTenant() {
        return otherTenant;
    }

    /** Everything of the log so far, oldest first, at most 1,000 events. */
    public List<Event> events() {
        return eventFeed().read(EventPosition.START, 1_000);
    }

    /** An administrator of {@link #tenant}. */
    public Caller admin() {
        return caller(tenant, Role.ADMIN);
    }

    /** An administrator of {@link #otherTenant}. */
    public Caller otherAdmin() {
        return caller(otherTenant, Role.ADMIN);
    }

    /** A user of {@link #tenant} with these roles; each call is another person. */
    public Caller user(Role... roles) {
        return caller(tenant, roles);
    }

    /** A user with these roles; each call is another person. */
    public static Caller caller(TenantId tenant, Role... roles) {
        String id = Ulids.next();
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Role role : roles) {
            permissions.addAll(role.permissions());
        }
        String name = "user-" + id.toLowerCase(Locale.ROOT);
        return new Caller(Caller.Kind.USER_SESSION, tenant, id, name, Set.of(roles), permissions, null, null);
    }

    @Override
    public void afterAll(@Nullable ExtensionContext context) {
        close();
    }

    @Override
    public synchronized void close() {
        Opened last = opened;
        opened = null;
        if (last == null) {
            return;
        }
        last.access().close();
        try {
            SharedServer.instance().dropDatabase(last.name());
        } catch (SQLException e) {
            throw new IllegalStateException("the kit's database cannot be dropped", e);
        }
    }
}
