// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.envelope.InTotoStatement;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The files of a model with their digests, as Model Signing v1.0 has them.
 *
 * @param shardBytes how large a piece is that has a digest of its own; 0 when whole files have
 */
public record ModelManifest(
        String name,
        String rootDigest,
        Checksum checksum,
        long shardBytes,
        List<Resource> resources,
        List<String> ignored) {
    public static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";
    static final int MAX_RESOURCES = 100_000;
    private static final int MAX_NAME = 1_024;

    public ModelManifest {
        resources = List.copyOf(resources);
        ignored = List.copyOf(ignored);
    }

    /** One file, or one piece {@code path:start:end} of one. */
    public record Resource(String name, String digest) {}

    /** Reads a statement that fits the schema; what the schema cannot say is refused here. */
    public static ModelManifest read(JsonNode statement) {
        JsonNode predicate = statement.path("predicate");
        JsonNode serialization = predicate.path("serialization");
        Checksum checksum = Checksum.parse(
                "serialization/hash_type", serialization.path("hash_type").asText());
        List<Resource> resources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode one : predicate.path("resources")) {
            Resource resource =
                    new Resource(one.path("name").asText(), one.path("digest").asText());
            String field = "predicate/resources/" + resources.size();
            requireFits(field, checksum, resource, one.path("algorithm").asText());
            if (!names.add(resource.name()) || resources.size() == MAX_RESOURCES) {
                throw Problem.invalid(field, resource.name(), "at most " + MAX_RESOURCES + " files, each once");
            }
            resources.add(resource);
        }
        List<String> ignored = new ArrayList<>();
        serialization.path("ignore_paths").forEach(path -> ignored.add(path.asText()));
        JsonNode subject = statement.path("subject").path(0);
        return new ModelManifest(
                subject.path("name").asText(),
                subject.path("digest").path("sha256").asText(""),
                checksum,
                serialization.path("shard_size").asLong(0),
                resources,
                ignored);
    }

    private static void requireFits(String field, Checksum checksum, Resource resource, String algorithm) {
        if (!algorithm.equals(checksum.wireName()) || !checksum.fits(resource.digest())) {
            throw Problem.invalid(field, resource.digest(), "a digest of " + checksum.wireName());
        }
        if (!isSafe(resource.name())) {
            throw Problem.invalid(field, resource.name(), "a relative path within the model");
        }
    }

    /** Whether a path stays within the model: relative, with forward slashes, no empty part, no {@code ..}. */
    static boolean isSafe(String path) {
        if (path.isEmpty() || path.length() > MAX_NAME || path.matches(".*[\\\\\\x00-\\x1f\\x7f].*")) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return !path.matches("[A-Za-z]:.*") || path.matches("[A-Za-z]:[0-9]+:[0-9]+");
    }

    /** SHA-256 over the digests in their order: what the subject must say. */
    String computedRoot() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        resources.forEach(resource -> all.writeBytes(HexFormat.of().parseHex(resource.digest())));
        return Checksum.SHA256.hex(all.toByteArray());
    }

    boolean ignores(String path) {
        return ignored.stream().anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
    }

    /** The statement to be signed. */
    ObjectNode statement() {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("_type", InTotoStatement.V1);
        statement
                .putArray("subject")
                .addObject()
                .put("name", name)
                .putObject("digest")
                .put("sha256", computedRoot());
        statement.put("predicateType", PREDICATE_TYPE);
        ObjectNode predicate = statement.putObject("predicate");
        ArrayNode files = predicate.putArray("resources");
        resources.forEach(resource -> files.addObject()
                .put("name", resource.name())
                .put("digest", resource.digest())
                .put("algorithm", checksum.wireName()));
        ObjectNode serialization = predicate.putObject("serialization");
        serialization
                .put("method", "files")
                .put("hash_type", checksum.wireName())
                .put("allow_symlinks", false);
        ArrayNode paths = serialization.putArray("ignore_paths");
        ignored.forEach(paths::add);
        return statement;
    }
}
