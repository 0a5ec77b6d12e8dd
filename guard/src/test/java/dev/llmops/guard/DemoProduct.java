// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import dev.llmops.kits.product.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One product with {@code --demo}, shared by every test that does not stop it; stopped when the JVM ends. */
final class DemoProduct {
    private static final Product PRODUCT = start();

    private DemoProduct() {}

    static Product get() {
        return PRODUCT;
    }

    private static Product start() {
        try {
            Path home = Files.createTempDirectory("llmops-guard");
            Product product = Product.start(home, "-Dllmops.demo=true");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                product.close();
                Homes.delete(home);
            }));
            return product;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
