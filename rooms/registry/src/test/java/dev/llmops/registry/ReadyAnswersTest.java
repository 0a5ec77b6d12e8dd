// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.TenantId;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.platform.web.WireFormat;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReadyAnswersTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private static RegistryKit registry;

    @BeforeAll
    static void open() {
        registry = new RegistryKit(POSTGRES);
    }

    @Test
    void anAnswerIsFoundByIdAndByName() {
        Asset asset = kept("found");
        assertThat(registry.ready.of(POSTGRES.tenant(), asset.id())).isNotNull();
        assertThat(registry.ready.of(POSTGRES.tenant(), "model", "found", "1.0.0"))
                .isNotNull();
    }

    @Test
    void anotherOrganisationDoesNotFindIt() {
        Asset asset = kept("private");
        assertThat(registry.ready.of(POSTGRES.otherTenant(), asset.id())).isNull();
        assertThat(registry.ready.of(POSTGRES.otherTenant(), "model", "private", "1.0.0"))
                .isNull();
    }

    @Test
    void whoeverChangesItReadsTheChange() throws Exception {
        Asset asset = kept("changed");
        JsonNode patch = WireFormat.newMapper().readTree("{\"description\":\"other\"}");
        registry.editing.edit(POSTGRES.admin(), asset.id(), "\"1\"", patch);
        assertThat(registry.ready.of(POSTGRES.tenant(), asset.id())).isNull();
    }

    @Test
    void aDeletedDraftIsForgotten() {
        Asset asset = kept("deleted");
        registry.editing.delete(POSTGRES.admin(), asset.id());
        assertThat(registry.ready.of(POSTGRES.tenant(), asset.id())).isNull();
        assertThat(registry.ready.of(POSTGRES.tenant(), "model", "deleted", "1.0.0"))
                .isNull();
    }

    @Test
    void whatWasReadBeforeAChangeIsNotKeptAfterIt() {
        Asset asset = registry.applied(POSTGRES.admin(), Manifests.model("raced", "1.0.0"));
        long moment = registry.ready.moment();
        Asset before = registry.catalogue.get(POSTGRES.admin(), asset.id());
        registry.publish(POSTGRES.admin(), asset.id());
        registry.ready.keep(POSTGRES.tenant(), before, moment);
        assertThat(registry.ready.of(POSTGRES.tenant(), asset.id())).isNull();
    }

    @Test
    void soItIsWhenMoreWasForgottenThanIsRemembered() {
        Asset asset = registry.applied(POSTGRES.admin(), Manifests.model("flooded", "1.0.0"));
        TenantId tenant = POSTGRES.tenant();
        long moment = registry.ready.moment();
        registry.ready.forget(tenant, asset.id());
        for (int i = 0; i < 100_000; i++) {
            registry.ready.forget(tenant, "flood-" + i);
        }
        registry.ready.keep(tenant, asset, moment);
        assertThat(registry.ready.of(tenant, asset.id())).isNull();
    }

    @Test
    void theAnswerIsWhatTheWireShows() throws Exception {
        Asset asset = registry.applied(POSTGRES.admin(), Manifests.model("shown", "1.0.0"));
        byte[] json = registry.ready
                .keep(POSTGRES.tenant(), asset, registry.ready.moment())
                .json();
        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(WireFormat.newMapper().writeValueAsString(AssetJson.of(asset)));
    }

    private static Asset kept(String name) {
        Asset asset = registry.applied(POSTGRES.admin(), Manifests.model(name, "1.0.0"));
        long moment = registry.ready.moment();
        registry.ready.keep(POSTGRES.tenant(), registry.catalogue.get(POSTGRES.admin(), asset.id()), moment);
        return asset;
    }
}
