// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The vectors of transparency-dev/merkle. */
class MerkleProofTest {
    @Test
    void everyInclusionVectorGetsItsVerdict() {
        judge(
                "merkle/testdata/inclusion",
                98,
                vector -> MerkleProof.includes(
                        vector.get("leafIdx").asLong(),
                        vector.get("treeSize").asLong(),
                        bytes(vector.get("leafHash")),
                        proof(vector),
                        bytes(vector.get("root"))));
    }

    @Test
    void everyConsistencyVectorGetsItsVerdict() {
        judge(
                "merkle/testdata/consistency",
                98,
                vector -> MerkleProof.isPrefix(
                        vector.get("size1").asLong(),
                        bytes(vector.get("root1")),
                        vector.get("size2").asLong(),
                        bytes(vector.get("root2")),
                        proof(vector)));
    }

    private static void judge(String folder, int count, Predicate<JsonNode> verdict) {
        List<Path> files = Vectors.files(folder, ".json");
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            JsonNode vector = Vectors.json(file);
            if (verdict.test(vector) == vector.get("wantErr").asBoolean()) {
                wrong.add(file + ": " + vector.get("desc"));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(files).hasSize(count);
    }

    private static List<byte[]> proof(JsonNode vector) {
        List<byte[]> hashes = new ArrayList<>();
        vector.path("proof").forEach(hash -> hashes.add(bytes(hash)));
        return hashes;
    }

    private static byte[] bytes(JsonNode base64) {
        return base64 == null || base64.isNull()
                ? new byte[0]
                : Base64.getDecoder().decode(base64.asText());
    }
}
