// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.kernel.Problem;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {
    private static final byte[] MESSAGE = "what is signed".getBytes(UTF_8);
    private static final Map<KeyAlgorithm, KeyPair> PAIRS = pairs();

    private static Map<KeyAlgorithm, KeyPair> pairs() {
        Map<KeyAlgorithm, KeyPair> pairs = new EnumMap<>(KeyAlgorithm.class);
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            pairs.put(algorithm, algorithm.generate());
        }
        return pairs;
    }

    private static KeyPair pair(KeyAlgorithm algorithm) {
        return Objects.requireNonNull(PAIRS.get(algorithm));
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void aKeyIsReadBackAndVerifiesItsOwnSignaturesOnly(KeyAlgorithm algorithm) {
        KeyPair pair = pair(algorithm);
        TrustedKey key = PublicKeys.readPem(
                "pem", Pem.write(Pem.PUBLIC_KEY, pair.getPublic().getEncoded()));
        byte[] signature = algorithm.sign(pair.getPrivate(), MESSAGE);

        assertThat(key.algorithm()).isEqualTo(algorithm);
        assertThat(key.keyId()).matches("sha256:[0-9a-f]{64}");
        assertThat(key.verifies(MESSAGE, signature)).isTrue();
        assertThat(key.verifies("another".getBytes(UTF_8), signature)).isFalse();
        assertThat(key.verifies(MESSAGE, Arrays.copyOf(signature, signature.length + 1)))
                .isFalse();
        assertThat(key.verifies(MESSAGE, new byte[0])).isFalse();
        for (KeyAlgorithm other : KeyAlgorithm.values()) {
            if (other == algorithm) {
                continue;
            }
            TrustedKey wrong = PublicKeys.judged("pem", pair(other).getPublic());
            assertThat(wrong.verifies(MESSAGE, signature)).as(other.wireName()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no pem",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
            })
    void whatIsNoPublicKeyIsRefusedByItsField(String pem) {
        refused(() -> PublicKeys.readPem("public_key", pem));
    }

    @Test
    void weakAndUnknownKeysAreRefused() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1_024);
        PublicKey weak = rsa.generateKeyPair().getPublic();
        refused(() -> PublicKeys.readPem("public_key", Pem.write(Pem.PUBLIC_KEY, weak.getEncoded())));

        KeyPairGenerator edwards = KeyPairGenerator.getInstance("Ed448");
        PublicKey unknown = edwards.generateKeyPair().getPublic();
        refused(() -> PublicKeys.readPem("public_key", Pem.write(Pem.PUBLIC_KEY, unknown.getEncoded())));

        var bitcoin = org.bouncycastle.crypto.ec.CustomNamedCurves.getByName("secp256k1");
        assertThat(bitcoin).isNotNull();
        KeyPairGenerator elliptic =
                KeyPairGenerator.getInstance("EC", new org.bouncycastle.jce.provider.BouncyCastleProvider());
        elliptic.initialize(new ECGenParameterSpec("secp256k1"));
        PublicKey curve = elliptic.generateKeyPair().getPublic();
        refused(() -> PublicKeys.readPem("public_key", Pem.write(Pem.PUBLIC_KEY, curve.getEncoded())));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Problem problem = catchThrowableOfType(Problem.class, call);
        assertThat(problem).isNotNull();
        assertThat(problem.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("public_key");
            assertThat(violation.message()).doesNotContain("AAAA");
        });
    }

    /** The empty input's checksums as FIPS 180-4, FIPS 202 and the BLAKE3 specification publish them. */
    @Test
    void checksumsAreThoseOfTheirSpecifications() throws Exception {
        assertThat(Checksum.SHA256.hex(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Checksum.SHA3_256.hex(new byte[0]))
                .isEqualTo("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
        assertThat(Checksum.BLAKE3.hex(new byte[0]))
                .isEqualTo("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
        byte[] large = new byte[1 << 20];
        Arrays.fill(large, (byte) 7);
        for (Checksum checksum : Checksum.values()) {
            String streamed = checksum.hex(new ByteArrayInputStream(large));
            assertThat(streamed).isEqualTo(checksum.hex(large));
            assertThat(checksum.fits(streamed)).isTrue();
            assertThat(checksum.fits(streamed.toUpperCase(java.util.Locale.ROOT)))
                    .isFalse();
        }
    }
}
