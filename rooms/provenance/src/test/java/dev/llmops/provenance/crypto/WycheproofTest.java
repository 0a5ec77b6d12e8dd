// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Project Wycheproof's vectors: every one of them gets its verdict. */
class WycheproofTest {
    @ParameterizedTest
    @CsvSource({"ed25519_test.json, 151", "ecdsa_secp256r1_sha256_test.json, 484"})
    void everyVectorGetsItsVerdict(String file, int count) {
        JsonNode vectors = Vectors.json(Vectors.path("signatures/wycheproof/" + file));
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (JsonNode group : vectors.get("testGroups")) {
            TrustedKey key = PublicKeys.readDer("key", hex(group.get("publicKeyDer")));
            for (JsonNode test : group.get("tests")) {
                boolean valid = key.verifies(hex(test.get("msg")), hex(test.get("sig")));
                if (valid != test.get("result").asText().equals("valid")) {
                    wrong.add(test.get("tcId") + " " + test.get("comment"));
                }
                seen++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isEqualTo(count);
    }

    private static byte[] hex(JsonNode text) {
        return HexFormat.of().parseHex(text.asText());
    }
}
