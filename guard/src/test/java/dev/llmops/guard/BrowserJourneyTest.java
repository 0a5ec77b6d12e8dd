// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.llmops.kits.product.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A person's way through the user interface in Chromium, with axe as a judge; screenshots under target/journey. */
class BrowserJourneyTest {
    private static final List<String> CHROMIUM =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    @Test
    void aPersonSubscribesChatsAndSeesWhatItCost() throws IOException {
        assumeThat(chromium())
                .as("SKIPPED: no Chromium; on Debian: apt-get install chromium")
                .isNotEmpty();
        Path home = Files.createTempDirectory("llmops-journey");
        Path shots = Files.createDirectories(Product.root().resolve("guard/target/journey"));
        try (Product product = Product.start(home, "-Dllmops.demo=true")) {
            String said = Programs.run(
                            Product.root().resolve("ui"),
                            Map.of(
                                    "LLMOPS_URL", product.url(),
                                    "LLMOPS_LOGIN_LINK", loginLink(product),
                                    "LLMOPS_ADMIN_KEY",
                                            Files.readString(home.resolve("admin.key"))
                                                    .strip(),
                                    "LLMOPS_SCREENSHOTS", shots.toString(),
                                    "CHROMIUM", chromium()),
                            Duration.ofMinutes(6),
                            "npm",
                            "run",
                            "journey")
                    .ok();

            assertThat(said).isNotBlank();
            try (var files = Files.list(shots)) {
                assertThat(files.filter(file -> file.toString().endsWith(".png")))
                        .hasSizeGreaterThan(5);
            }
        } finally {
            Homes.delete(home);
        }
    }

    private static String loginLink(Product product) {
        Matcher link = Pattern.compile("http://\\S+/login/link\\S+").matcher(product.logTail());
        assertThat(link.find()).as("the login link in: %s", product.logTail()).isTrue();
        return link.group();
    }

    private static String chromium() {
        if (CHROMIUM.stream().noneMatch(path -> Files.isExecutable(Path.of(path)))
                && Files.isExecutable(Path.of("/usr/bin/apt-get"))
                && System.getProperty("user.name").equals("root")) {
            Path root = Product.root();
            Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
            Programs.run(root, quiet, Duration.ofMinutes(2), "apt-get", "update", "-qq");
            Programs.run(
                    root, quiet, Duration.ofMinutes(5), "apt-get", "install", "-y", "-qq", "chromium", "fonts-dejavu");
        }
        return CHROMIUM.stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("");
    }
}
