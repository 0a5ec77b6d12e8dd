// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry.Applied;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.web.WireFormat;
import dev.llmops.registry.alias.Aliases;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.kind.Kinds;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The room's use cases over a real database. */
final class RegistryKit {
    private static final Clock CLOCK = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));

    final Kinds kinds;
    final ManifestSchemas schemas;
    final ManifestReader manifests;
    final AssetRegistration registration;
    final CreateQueue creates;
    final ReadyAnswers ready;
    final AssetCatalogue catalogue;
    final Aliases aliases;
    final ProvenanceFake provenance = new ProvenanceFake();
    final AssetLifecycle lifecycle;
    final AssetEditing editing;
    final LocalRegistry door;

    RegistryKit(PostgresKit postgres) {
        kinds = new Kinds(postgres.database(), CLOCK);
        schemas = new ManifestSchemas(kinds);
        manifests = new ManifestReader(schemas);
        registration = new AssetRegistration(postgres.database(), new RangeChoice(), CLOCK);
        creates = new CreateQueue(registration);
        creates.start();
        ready = new ReadyAnswers(WireFormat.newMapper(), postgres.commits());
        catalogue = new AssetCatalogue(postgres.database());
        aliases = new Aliases(postgres.database(), CLOCK);
        lifecycle = new AssetLifecycle(postgres.database(), aliases, provenance, CLOCK);
        editing = new AssetEditing(postgres.database(), schemas, CLOCK);
        door = new LocalRegistry(manifests, registration, catalogue, lifecycle);
    }

    List<Applied> applyAll(Caller caller, String... documents) {
        return registration.apply(
                caller,
                manifests.read(caller.tenant(), String.join("---\n", documents).getBytes(UTF_8)),
                false);
    }

    Asset applied(Caller caller, String document) {
        return applyAll(caller, document).getFirst().asset();
    }

    Asset published(Caller caller, String document) {
        return publish(caller, applied(caller, document).id());
    }

    Asset publish(Caller caller, String id) {
        return lifecycle.take(caller, id, new AssetLifecycle.Step(AssetStatus.PUBLISHED, "ready", null, null));
    }

    Asset retire(Caller caller, String id) {
        return lifecycle.take(caller, id, new AssetLifecycle.Step(AssetStatus.RETIRED, "over", null, null));
    }

    Asset forceRetire(Caller caller, String id) {
        AssetLifecycle.Step step = new AssetLifecycle.Step(AssetStatus.RETIRED, "over", null, null);
        return lifecycle.take(caller, id, step, AssetLifecycle.Dependence.OVERRULED);
    }

    void kind(Caller caller, String name, String specSchema) {
        kinds.register(
                caller,
                AssetKind.parse(name),
                "A kind for tests",
                JsonSource.read(specSchema).root());
    }

    void removeKind(Caller caller, String name) {
        kinds.remove(caller, AssetKind.parse(name));
    }
}
