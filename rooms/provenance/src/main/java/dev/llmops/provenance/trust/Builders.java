// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The build services an organisation knows. Naming one again changes what is held of it. */
@Singleton
public final class Builders {
    private static final int MAX_BUILDERS = 200;
    private static final int MAX_TEXT = 1_024;
    private static final int MAX_LEVEL = 3;

    private final Database database;
    private final Clock clock;

    public Builders(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Builder put(Caller caller, @Nullable String builderId, @Nullable String signer, @Nullable Integer maxLevel) {
        if (builderId == null || builderId.isBlank() || builderId.length() > MAX_TEXT || builderId.equals("*")) {
            throw Problem.invalid(
                    "builder_id", builderId, "the id in the builder's provenance, such as a URI; * may end it");
        }
        if (signer != null && (signer.isBlank() || signer.length() > MAX_TEXT || signer.equals("*"))) {
            throw Problem.invalid("signer", signer, "an identity, a trust root's name or a key_id; * may end it");
        }
        if (maxLevel == null || maxLevel < 1 || maxLevel > MAX_LEVEL) {
            throw Problem.invalid("max_level", maxLevel, "a SLSA build level from 1 to 3");
        }
        Builder builder = new Builder(
                Ulids.next(),
                builderId,
                signer,
                maxLevel,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                caller.name());
        return database.change(caller, (sql, events) -> {
            BuilderDao dao = new BuilderDao(sql);
            dao.put(caller.tenant().value(), builder);
            List<Builder> all = dao.all(MAX_BUILDERS + 1);
            if (all.size() > MAX_BUILDERS) {
                throw new Problem(ErrorCode.CONFLICT, "An organisation knows at most " + MAX_BUILDERS + " builders");
            }
            return all.stream()
                    .filter(one -> one.builderId().equals(builderId))
                    .findFirst()
                    .orElse(builder);
        });
    }

    public List<Builder> all(TenantId tenant) {
        return database.read(tenant, sql -> new BuilderDao(sql).all(MAX_BUILDERS));
    }

    public void delete(Caller caller, String id) {
        if (!database.<Boolean>change(caller, (sql, events) -> new BuilderDao(sql).delete(id))) {
            throw Problem.notFound("id", id, "the id of a builder that your organisation knows");
        }
    }
}
