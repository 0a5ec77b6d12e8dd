// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.IdentityEvent;
import dev.llmops.contracts.identity.Organisations;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.RoomSchema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Opens organisations and says which one a caller belongs to. */
@Singleton
final class Founding implements Organisations {
    private final Database database;
    private final KeyRing keys;
    private final Clock clock;
    private final boolean open;

    Founding(
            Database database,
            KeyRing keys,
            Clock clock,
            @ConfigProperty(name = "llmops.organisations.open", defaultValue = "false") boolean open) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
        this.open = open;
    }

    @Override
    public Opened create(Caller caller, String name) {
        caller.require(Permission.USERS_WRITE);
        boolean founder =
                own(caller).map(OrganisationDao.Organisation::founding).orElse(false);
        if (!open || !founder) {
            throw new Problem(
                    ErrorCode.FORBIDDEN,
                    "Further organisations are opened by administrators of the first one, when"
                            + " llmops.organisations.open is true");
        }
        String accepted = Fields.text("name", name, 100);
        TenantId tenant = new TenantId(Ulids.next());
        return database.change(Caller.system(tenant, "founding"), (sql, events) -> {
            new OrganisationDao(sql).insert(new OrganisationDao.Organisation(tenant, accepted, false), clock.instant());
            events.append(new IdentityEvent.OrganisationCreated(tenant.value(), accepted));
            return new Opened(
                    tenant, accepted, keys.issueWithin(sql, events, Caller.system(tenant, "founding"), "admin"));
        });
    }

    Optional<OrganisationDao.Organisation> own(Caller caller) {
        return database.read(caller.tenant(), sql -> new OrganisationDao(sql).own());
    }

    @Produces
    @Singleton
    static RoomSchema schema() {
        return new RoomSchema("identity");
    }
}
