// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Project Wycheproof's AES-GCM vectors, of the sizes the product uses: 256-bit keys, 96-bit nonces, 128-bit tags. */
class WycheproofTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("llmops.root", "."), "../shared/data/signatures/wycheproof/aes_gcm_test.json");

    @Test
    void validVectorsSealAndOpenAndInvalidOnesAreRefused() throws Exception {
        if (!Files.exists(VECTORS)) {
            System.err.println("SKIPPED: " + VECTORS.normalize() + " is not here, AES-GCM was not checked against it");
            Assumptions.abort("no vectors");
        }
        int valid = 0;
        int invalid = 0;
        for (JsonNode group :
                JsonMapper.builder().build().readTree(VECTORS.toFile()).get("testGroups")) {
            if (group.get("keySize").asInt() != 256
                    || group.get("ivSize").asInt() != 96
                    || group.get("tagSize").asInt() != 128) {
                continue;
            }
            for (JsonNode test : group.get("tests")) {
                if (test.get("result").asText().equals("valid")) {
                    sealsAndOpens(test);
                    valid++;
                } else {
                    isRefused(test);
                    invalid++;
                }
            }
        }
        assertThat(valid).isGreaterThan(10);
        assertThat(invalid).isGreaterThan(10);
    }

    private static byte[] hex(JsonNode test, String field) {
        return HexFormat.of().parseHex(test.get(field).asText());
    }

    private static byte[] sealed(JsonNode test) {
        return HexFormat.of().parseHex(test.get("ct").asText() + test.get("tag").asText());
    }

    private static void sealsAndOpens(JsonNode test) throws GeneralSecurityException {
        String id = test.get("tcId").asText();
        assertThat(AesGcm.seal(hex(test, "key"), hex(test, "iv"), hex(test, "msg"), hex(test, "aad")))
                .as(id)
                .isEqualTo(sealed(test));
        assertThat(AesGcm.open(hex(test, "key"), hex(test, "iv"), sealed(test), hex(test, "aad")))
                .as(id)
                .isEqualTo(hex(test, "msg"));
    }

    private static void isRefused(JsonNode test) {
        assertThatThrownBy(() -> AesGcm.open(hex(test, "key"), hex(test, "iv"), sealed(test), hex(test, "aad")))
                .as(test.get("tcId").asText())
                .isInstanceOf(GeneralSecurityException.class);
    }
}
