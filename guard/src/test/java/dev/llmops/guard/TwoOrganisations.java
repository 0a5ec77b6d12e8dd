// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One product that serves two organisations, shared by every test that does not stop it; stopped when the JVM ends.
 *
 * @param admin of ours
 * @param strangerKey of the other one's administrator
 */
record TwoOrganisations(Product product, ProductApi admin, String strangerKey) {
    private static final TwoOrganisations SHARED = start();

    static TwoOrganisations get() {
        return SHARED;
    }

    ProductApi stranger() {
        return admin.as(strangerKey);
    }

    private static TwoOrganisations start() {
        try {
            Path home = Files.createTempDirectory("llmops-two");
            Product product = Product.start(home, "-Dllmops.organisations.open=true");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                product.close();
                Homes.delete(home);
            }));
            ProductApi admin = product.admin();
            String strangerKey = admin.post("/api/identity/v1/organisations", Map.of("name", "Strangers"))
                    .ok()
                    .path("admin_key")
                    .path("key")
                    .asText();
            return new TwoOrganisations(product, admin, strangerKey);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
