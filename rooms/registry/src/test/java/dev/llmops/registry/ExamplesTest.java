// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("llmops.root", "../.."), "examples");

    @Test
    void everyExampleIsAValidManifest() throws IOException {
        ManifestReader reader = new ManifestReader(new ManifestSchemas((tenant, kind) -> Optional.empty()));
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<Path> manifests = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(manifests).hasSizeGreaterThanOrEqualTo(3);
            for (Path file : manifests) {
                assertThat(reader.read(Manifests.TENANT, Files.readAllBytes(file)))
                        .as(file.toString())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void theExamplesPromptDeclaresWhatItUses() throws IOException {
        ManifestReader reader = new ManifestReader(new ManifestSchemas((tenant, kind) -> Optional.empty()));
        Manifest prompt = reader.readOne(Manifests.TENANT, Files.readAllBytes(EXAMPLES.resolve("prompt.yaml")));
        assertThat(PromptTemplate.undeclared(prompt.spec())).isEmpty();
    }
}
