// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.TenantId;
import dev.llmops.kits.product.Product;
import dev.llmops.search.index.AssetSource;
import dev.llmops.search.index.TextVectors;
import dev.llmops.search.meaning.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A catalogue of any size from the models of the price catalogue and the servers of the MCP registry: each is taken many
 * times, by other teams and with other labels. Nothing is held in memory: an asset is made from its number.
 *
 * <p>Vectors: the base texts are encoded by the real encoder, once each; an asset's vector is its base's with noise, so that
 * the vectors lie in clusters as texts of one kind do. Encoding a million texts would take hours and measure the encoder.
 */
final class SearchCatalogue implements AssetSource, TextVectors {
    static final TenantId TENANT = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYE");
    /** Every twentieth asset is of another organisation. */
    static final TenantId SMALL_TENANT = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYF");

    static final int TEAMS = 60;
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final double NOISE = 0.35;
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final List<String> TIERS = List.of("gold", "silver", "bronze");
    private static final List<String> REGIONS =
            List.of("eu-central", "eu-west", "us-east", "us-west", "ap-south", "ap-east", "sa-east", "af-south");

    private final List<Base> bases;
    private final List<float[]> centres = new ArrayList<>();

    /** What was really registered somewhere. */
    record Base(
            String kind,
            String name,
            String description,
            String provider,
            String licence,
            List<String> tags,
            String spec) {}

    SearchCatalogue(TextEncoder encoder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path data = Product.root().resolve("../shared/data").normalize();
        if (!Files.isDirectory(data)) {
            throw new IllegalStateException(data + " is missing: the models and servers that the catalogue is made of");
        }
        this.bases = new ArrayList<>();
        JsonNode models =
                json.readTree(data.resolve("pricing/model_prices.json").toFile());
        models.properties().forEach(entry -> addModel(entry.getKey(), entry.getValue()));
        json.readTree(data.resolve("mcp/seed_2025_05_16.json").toFile()).forEach(this::addServer);
        for (Base base : bases) {
            centres.add(
                    encoder.encode(base.name() + ". " + base.description() + ". " + String.join(", ", base.tags())));
        }
    }

    private void addModel(String key, JsonNode model) {
        if (key.equals("sample_spec")) {
            return;
        }
        List<String> tags = new ArrayList<>(List.of(model.path("mode").asText("chat")));
        Map<String, Object> capabilities = new LinkedHashMap<>();
        capabilities.put("context_length", model.path("max_input_tokens").asInt(4_096));
        model.properties().forEach(entry -> {
            if (entry.getKey().startsWith("supports_") && entry.getValue().asBoolean()) {
                tags.add(entry.getKey().substring(9).replace('_', '-'));
                capabilities.put(entry.getKey(), true);
            }
        });
        String provider = model.path("litellm_provider").asText("unknown");
        String spec = new ObjectMapper()
                .valueToTree(Map.of("type", "completion", "capabilities", capabilities))
                .toString();
        String text = tags.getFirst().replace('_', ' ') + " model of " + provider + " with a context of "
                + capabilities.get("context_length") + " tokens"
                + (tags.size() > 1 ? ", for " + String.join(", ", tags.subList(1, tags.size())) : "");
        bases.add(new Base("model", clean(key), text, provider, "proprietary", tags, spec));
    }

    private void addServer(JsonNode server) {
        String spec = new ObjectMapper()
                .createObjectNode()
                .put("repository", server.path("repository").path("url").asText())
                .toString();
        bases.add(new Base(
                "tool",
                clean(server.path("name").asText()),
                server.path("description").asText(),
                "mcp",
                "MIT",
                List.of("mcp", "tools"),
                spec));
    }

    private static String clean(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._/-]", "-").replaceAll("^[^a-z0-9]+", "");
    }

    List<Base> bases() {
        return bases;
    }

    static TenantId tenantOf(int number) {
        return number % 20 == 7 ? SMALL_TENANT : TENANT;
    }

    static String id(int number) {
        StringBuilder id = new StringBuilder("01JB");
        long spread = number;
        for (int i = 0; i < 22; i++) {
            id.append(i < 14 ? '0' : CROCKFORD.charAt((int) ((spread >> (5 * (21 - i))) & 31)));
        }
        return id.toString();
    }

    static int number(String id) {
        int number = 0;
        for (int i = 18; i < id.length(); i++) {
            number = (number << 5) | CROCKFORD.indexOf(id.charAt(i));
        }
        return number;
    }

    /** Every tenth is a second version of the one before. */
    Asset asset(int number) {
        boolean second = number % 10 == 9;
        int named = second ? number - 1 : number;
        Base base = bases.get(named % bases.size());
        Random random = new Random(named);
        Map<String, String> labels = Map.of(
                "team", "team-" + random.nextInt(TEAMS),
                "tier", TIERS.get(random.nextInt(TIERS.size())),
                "region", REGIONS.get(random.nextInt(REGIONS.size())),
                "cost-center", Integer.toString(1_000 + random.nextInt(400)));
        Instant at = START.plusSeconds(number);
        return new Asset(
                id(number),
                AssetKind.parse(base.kind()),
                base.name() + "-" + named,
                second ? "1.1.0" : "1.0.0",
                number % 7 == 0 ? AssetStatus.DRAFT : AssetStatus.PUBLISHED,
                base.description() + ", for " + labels.get("team") + " in " + labels.get("region"),
                "owner-" + random.nextInt(200),
                base.licence(),
                base.provider(),
                base.tags(),
                labels,
                base.spec(),
                List.of(),
                "sha256:" + number,
                1,
                null,
                null,
                null,
                at,
                "bench",
                at,
                "bench",
                null,
                null,
                null);
    }

    @Override
    public List<Asset> describe(TenantId tenant, Collection<String> ids) {
        return ids.stream().map(id -> asset(number(id))).toList();
    }

    /** The text begins with the name, and the name ends with the number. */
    @Override
    public Optional<float[]> find(String text) {
        int end = text.indexOf(". ");
        String name = text.substring(0, end);
        return Optional.of(vector(Integer.parseInt(name.substring(name.lastIndexOf(' ') + 1))));
    }

    float[] vector(int number) {
        float[] centre = centres.get(number % bases.size());
        Random random = new Random(31L * number);
        float[] vector = new float[centre.length];
        double square = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (centre[i] + NOISE * random.nextGaussian() / Math.sqrt(vector.length));
            square += (double) vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }
}
