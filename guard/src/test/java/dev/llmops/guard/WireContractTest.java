// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The committed OpenAPI document is the served one, and every route stands in it, or in the file of its service. */
class WireContractTest {
    private static final Path COMMITTED = Product.root().resolve("contracts/src/main/resources/openapi.json");
    private static final Path REGISTRY =
            Product.root().resolve("contracts/src/main/resources/proto/llmops/registry/v1/registry.proto");
    private final Product product = DemoProduct.get();

    @Test
    void theCommittedDocumentIsTheServedOne() throws IOException {
        JsonNode served = ProductApi.JSON.readTree(
                product.admin().get("/openapi?format=json").text());

        assertThat(served)
                .as("copy the served document: curl -s %s/openapi?format=json > %s", product.url(), COMMITTED)
                .isEqualTo(ProductApi.JSON.readTree(Files.readString(COMMITTED)));
    }

    @Test
    void everyRouteOfTheTableIsDescribedWithItsPermission() throws IOException {
        String service = Files.readString(REGISTRY);
        JsonNode paths = document("/openapi?format=json").path("paths");
        List<String> missing = new ArrayList<>();
        product.admin().get("/api/system/v1/routes").ok().path("items").forEach(route -> {
            String path = route.path("path").asText();
            JsonNode operation =
                    paths.path(path).path(route.path("method").asText().toLowerCase(java.util.Locale.ROOT));
            boolean forPeople = route.path("dialect").asText().equalsIgnoreCase("html");
            if (route.path("dialect").asText().equals("grpc")) {
                String name = path.substring(path.lastIndexOf('/') + 1);
                if (!Pattern.compile(route.path("permission").asText() + "\\n  rpc " + name + "\\(")
                        .matcher(service)
                        .find()) {
                    missing.add(path);
                }
            } else if (!forPeople
                    && !operation
                            .path("x-llmops-permission")
                            .asText()
                            .equals(route.path("permission").asText())) {
                missing.add(route.path("method").asText() + " " + path);
            }
        });

        assertThat(missing).isEmpty();
    }

    private JsonNode document(String path) {
        return product.admin().get(path).ok();
    }
}
