// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import dev.llmops.provenance.crypto.Pem;
import dev.llmops.provenance.envelope.Documents;
import dev.llmops.provenance.trust.SigningKeys.Signer;
import dev.llmops.provenance.trust.TestRoots;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustRoot.Purpose;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.verdict.Verdict;
import dev.llmops.provenance.verdict.Verdict.State;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Chains of made certificates: led back to the root, expired, not yet valid, in a circle, for another use. */
class CertificateBundleTest {
    private static final Instant NOW = TestRoots.NOW;
    private static final Duration YEAR = Duration.ofDays(365);

    private final ModelVerifier verifier = new ModelVerifier();
    private final KeyPair rootKey = KeyAlgorithm.ECDSA_P256.generate();
    private final KeyPair middleKey = KeyAlgorithm.ECDSA_P256.generate();
    private final KeyPair leafKey = KeyAlgorithm.ECDSA_P384.generate();
    private final X509Certificate root = authority("root", rootKey, "root", rootKey);
    private final X509Certificate middle = authority("middle", middleKey, "root", rootKey);
    private final TrustStore store = TestRoots.store(TestRoots.authority("root", root, Purpose.SIGNATURE));

    @SuppressWarnings("JavaUtilDate") // the library knows no other
    private static JcaX509v3CertificateBuilder builder(
            String name, KeyPair key, String issuer, Instant from, Instant to) {
        return new JcaX509v3CertificateBuilder(
                new X500Name("CN=" + issuer),
                new BigInteger(64, new SecureRandom()),
                Date.from(from),
                Date.from(to),
                new X500Name("CN=" + name),
                key.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair issuer) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate authority(String name, KeyPair key, String issuer, KeyPair issuerKey) {
        try {
            return signed(
                    builder(name, key, issuer, NOW.minus(YEAR), NOW.plus(YEAR))
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
                    issuerKey);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate leaf(Instant from, Instant to, KeyPurposeId use) {
        try {
            return signed(
                    builder("leaf", leafKey, "middle", from, to)
                            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                            .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use))
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    true,
                                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, "ci@example.com"))),
                    middleKey);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] bundle(X509Certificate... chain) {
        TrustRoot key = TestRoots.key(
                "leaf", Pem.write(Pem.PUBLIC_KEY, leafKey.getPublic().getEncoded()), Purpose.SIGNATURE);
        ObjectNode bundle = ModelSigning.bundle(
                new Signer(key, leafKey.getPrivate()),
                "model",
                List.of(new ModelSigning.FileDigest("a", "sha256:" + "0".repeat(64))),
                List.of());
        ObjectNode material = (ObjectNode) bundle.get("verificationMaterial");
        material.remove("publicKey");
        ArrayNode certificates = material.putObject("x509CertificateChain").putArray("certificates");
        for (X509Certificate one : chain) {
            certificates.addObject().put("rawBytes", Base64.getEncoder().encodeToString(Certificates.der(one)));
        }
        return Documents.write(bundle);
    }

    private Verdict judged(X509Certificate... chain) {
        return verifier.verify(bundle(chain), null, store);
    }

    private X509Certificate good() {
        return leaf(NOW.minus(YEAR), NOW.plus(YEAR), KeyPurposeId.id_kp_codeSigning);
    }

    @Test
    void aChainToARegisteredRootIsValid() {
        Verdict verdict = judged(good(), middle);
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.signers()).containsExactly("ci@example.com");
        assertThat(verdict.trustRoot()).isEqualTo("root");
        assertThat(judged(good(), root, middle).holds()).as("in any order").isTrue();
    }

    @Test
    void aChainThatLeadsNowhereIsNotTrusted() {
        assertThat(judged(good()).state()).isEqualTo(State.UNTRUSTED);
        KeyPair otherKey = KeyAlgorithm.ECDSA_P256.generate();
        assertThat(judged(good(), authority("middle", otherKey, "root", rootKey))
                        .state())
                .as("the name of the issuer and another key")
                .isEqualTo(State.UNTRUSTED);
        X509Certificate circle = authority("middle", middleKey, "other", otherKey);
        X509Certificate back = authority("other", otherKey, "middle", middleKey);
        assertThat(judged(good(), circle, back).state()).as("a circle").isEqualTo(State.UNTRUSTED);
    }

    @Test
    void outsideItsTimeOrUseACertificateDoesNotCount() {
        Verdict expired = judged(leaf(NOW.minus(YEAR), NOW.minusSeconds(60), KeyPurposeId.id_kp_codeSigning), middle);
        assertThat(expired.state()).isEqualTo(State.UNTRUSTED);
        assertThat(expired.reasons()).anyMatch(reason -> reason.contains("is valid from"));
        assertThat(judged(leaf(NOW.plusSeconds(60), NOW.plus(YEAR), KeyPurposeId.id_kp_codeSigning), middle)
                        .state())
                .isEqualTo(State.UNTRUSTED);
        assertThat(judged(leaf(NOW.minus(YEAR), NOW.plus(YEAR), KeyPurposeId.id_kp_serverAuth), middle)
                        .state())
                .isEqualTo(State.INVALID);
    }

    @Test
    void aLeafIsNoAuthority() {
        X509Certificate forged = signed(builder("leaf2", leafKey, "leaf", NOW.minus(YEAR), NOW.plus(YEAR)), leafKey);
        assertThat(judged(forged, good(), middle).state()).isEqualTo(State.UNTRUSTED);
        assertThat(Certificates.isAuthority(good())).isFalse();
    }

    @Test
    void anotherCertificateThanTheSignersIsInvalid() {
        assertThat(judged(middle).state()).isEqualTo(State.INVALID);
    }
}
