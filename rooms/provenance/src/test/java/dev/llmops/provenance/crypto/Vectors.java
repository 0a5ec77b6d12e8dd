// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The published vectors beside the project. Where they are absent a test that needs them says so and is skipped. */
public final class Vectors {
    private static final Path ROOT = Path.of(System.getProperty("llmops.root", "."), "../shared/data");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    public static Path path(String relative) {
        Path path = ROOT.resolve(relative);
        Assumptions.assumeTrue(Files.exists(path), "SKIPPED: " + relative + " is not beside the project");
        return path;
    }

    public static byte[] bytes(String relative) {
        try {
            return Files.readAllBytes(path(relative));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file below a folder whose name ends so, in order. */
    public static List<Path> files(String folder, String suffix) {
        try (Stream<Path> files = Files.walk(path(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
