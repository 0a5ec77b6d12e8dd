// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DependencyTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private static RegistryKit registry;
    private static Caller admin;

    @BeforeAll
    static void open() {
        registry = new RegistryKit(POSTGRES);
        admin = POSTGRES.admin();
    }

    @Test
    void aCycleIsRefusedWithItsPath() {
        needing("circle-a", "circle-b");
        needing("circle-b", "circle-c");
        Problem problem = catchThrowableOfType(Problem.class, () -> needing("circle-c", "circle-a"));
        assertThat(problem.code()).isEqualTo(ErrorCode.CYCLE);
        assertThat(problem.detail())
                .contains(
                        "prompt circle-c@1.0.0 → prompt circle-a@1.0.0 → prompt circle-b@1.0.0 → prompt circle-c@1.0.0");
        assertThat(registry.catalogue
                        .versions(admin, AssetKind.PROMPT, "circle-a", PageRequest.of(null, null))
                        .items())
                .hasSize(1);
    }

    @Test
    void whatNeedsItselfIsRefused() {
        Problem problem = catchThrowableOfType(Problem.class, () -> needing("narcissus", "narcissus"));
        assertThat(problem.code()).isEqualTo(ErrorCode.CYCLE);
    }

    @Test
    void aDraftCannotBeChangedIntoACycle() {
        needing("turned-a", "turned-b");
        registry.applied(admin, Manifests.prompt("turned-b", "1.0.0"));
        Problem problem = catchThrowableOfType(Problem.class, () -> needing("turned-b", "turned-a"));
        assertThat(problem.code()).isEqualTo(ErrorCode.CYCLE);
    }

    @Test
    void ofManyThatCloseACircleAtOnceAtLeastOneIsRefused() {
        List<CompletableFuture<Asset>> running = new ArrayList<>();
        int size = 6;
        for (int i = 0; i < size; i++) {
            String name = "ring-" + i;
            String next = "ring-" + (i + 1) % size;
            running.add(CompletableFuture.supplyAsync(() -> registry.creates.create(admin, manifest(name, next))));
        }
        int refused = 0;
        for (CompletableFuture<Asset> one : running) {
            try {
                one.join();
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CYCLE));
                refused++;
            }
        }
        assertThat(refused).isEqualTo(1);
    }

    @Test
    void anotherOrganisationsEdgesCloseNoCircle() {
        needing("apart-a", "apart-b");
        assertThat(registry.applied(POSTGRES.otherAdmin(), prompt("apart-b", "apart-a")))
                .isNotNull();
    }

    private static Asset needing(String name, String needed) {
        return registry.applied(admin, prompt(name, needed));
    }

    private static Manifest manifest(String name, String needed) {
        return registry.manifests.readOne(admin.tenant(), prompt(name, needed).getBytes(StandardCharsets.UTF_8));
    }

    static String prompt(String name, String needed) {
        return Manifests.prompt(name, "1.0.0") + "dependencies:\n  - {kind: prompt, name: " + needed
                + ", version: 1.0.0}\n";
    }
}
