// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kits.product.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every file of the project keeps to. */
class SourcesTest {
    private static final Path ROOT = Product.root();

    @Test
    void everyJavaFileBeginsWithItsLicence() {
        assertThat(javaFiles())
                .filteredOn(file -> !first(file).equals("// SPDX-License-Identifier: Apache-2.0"))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItPromises() {
        List<Path> silent = javaFiles().stream()
                .filter(file -> !file.toString().contains("/test/"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .toList();

        assertThat(silent).isEmpty();
    }

    @Test
    void everyErrorCodeHasAPage() {
        List<String> missing = Arrays.stream(ErrorCode.values())
                .map(ErrorCode::code)
                .filter(code -> !Files.exists(ROOT.resolve("docs/problems/" + code + ".md")))
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void everyLinkInTheDocumentsLeadsSomewhere() throws IOException {
        try (Stream<Path> documents = Files.walk(ROOT.resolve("docs"))) {
            List<String> broken = Stream.concat(documents, Stream.of(ROOT.resolve("README.md")))
                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
                    .flatMap(SourcesTest::brokenLinks)
                    .toList();

            assertThat(broken).isEmpty();
        }
    }

    private static Stream<String> brokenLinks(Path document) {
        return java.util.regex.Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)")
                .matcher(read(document))
                .results()
                .map(match -> match.group(1))
                .filter(target -> !target.startsWith("/"))
                .filter(target -> !Files.exists(document.resolveSibling(target).normalize()))
                .map(target -> ROOT.relativize(document) + " → " + target);
    }

    private static List<Path> javaFiles() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> {
                        String path = ROOT.relativize(file).toString();
                        return !path.contains("target/") && !path.contains("node_modules/");
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String first(Path file) {
        return read(file).lines().findFirst().orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
