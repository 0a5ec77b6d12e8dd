// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.IdentityEvent;
import dev.llmops.contracts.identity.Keys.IssuedKey;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.BannerLine;
import dev.llmops.platform.home.Home;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * On an empty database: the first organisation, its administrator and {@code admin.key}. On every start, as long as the
 * administrator has no password: a fresh one-time link for the banner.
 */
@Singleton
final class FirstStart implements LifecycleStep, BannerLine {
    private static final String PENDING = "admin.key.pending";

    private final Database database;
    private final SystemReads reads;
    private final KeyRing keys;
    private final LoginDesk desk;
    private final Home home;
    private final Clock clock;
    private final Names names;
    private volatile @Nullable String link;

    FirstStart(
            Database database, SystemReads reads, KeyRing keys, LoginDesk desk, Home home, Clock clock, Names names) {
        this.database = database;
        this.reads = reads;
        this.keys = keys;
        this.desk = desk;
        this.home = home;
        this.clock = clock;
        this.names = names;
    }

    /** What the first things are called, and where the user interface is. */
    @Singleton
    record Names(String organisation, String adminEmail, String baseUrl) {
        @Inject
        Names(
                @ConfigProperty(name = "llmops.organisation", defaultValue = "Default organisation")
                        String organisation,
                @ConfigProperty(name = "llmops.admin.email", defaultValue = "admin@localhost") String adminEmail,
                @ConfigProperty(name = "llmops.base-url") Optional<String> baseUrl,
                @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port) {
            this(organisation, adminEmail, baseUrl.orElse("http://127.0.0.1:" + port));
        }
    }

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public void start() throws IOException {
        if (reads.read(sql -> new OrganisationDao(sql).founding()).isEmpty()) {
            found();
        }
        publishKey();
        link = administrator()
                .filter(admin -> admin.passwordHash() == null)
                .map(admin -> names.baseUrl() + "/login/link?token=" + desk.newLink(admin))
                .orElse(null);
    }

    private Optional<Account> administrator() {
        String email = Fields.email(names.adminEmail());
        return reads.read(sql -> new AccountDao(sql).findByEmail(email)).filter(Account::administers);
    }

    private void found() {
        TenantId tenant = new TenantId(Ulids.next());
        Caller caller = Caller.system(tenant, "first start");
        String organisation = Fields.text("llmops.organisation", names.organisation(), 100);
        Account admin = new Account(
                tenant,
                Ulids.next(),
                Fields.email(names.adminEmail()),
                "Administrator",
                EnumSet.of(Role.ADMIN),
                Account.State.ACTIVE,
                null,
                1,
                clock.instant(),
                null);
        database.change(caller, (sql, events) -> {
            new OrganisationDao(sql)
                    .insert(new OrganisationDao.Organisation(tenant, organisation, true), clock.instant());
            events.append(new IdentityEvent.OrganisationCreated(tenant.value(), organisation));
            if (!new AccountDao(sql).insert(admin)) {
                throw new IllegalStateException("the administrator's address has an account already");
            }
            events.append(new IdentityEvent.UserCreated(admin.id(), admin.email()));
            IssuedKey issued = keys.issueWithin(sql, events, caller, "admin");
            // Before the commit: a key that was committed but not written would be lost for good.
            write(home.resolve(PENDING), issued.key());
            return issued;
        });
    }

    /** Also after a crash between the commit and this: what is pending once the organisation exists is its key. */
    private void publishKey() throws IOException {
        Path pending = home.resolve(PENDING);
        if (Files.exists(pending)) {
            Files.move(
                    pending,
                    home.resolve("admin.key"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void write(Path file, String key) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(key.getBytes(US_ASCII)));
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> lines() {
        String printed = link;
        return printed == null
                ? List.of()
                : List.of(
                        "Set the administrator's password within 10 minutes (a restart prints a new link):",
                        "  " + printed);
    }
}
