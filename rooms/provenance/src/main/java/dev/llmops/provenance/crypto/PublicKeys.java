// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import dev.llmops.kernel.Problem;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads public keys and judges their strength. */
public final class PublicKeys {
    private static final int MIN_RSA_BITS = 2_048;
    private static final int MAX_RSA_BITS = 16_384;
    private static final String EXPECTED =
            "a public key of Ed25519, ECDSA on P-256, P-384 or P-521, or RSA of at least 2,048 bits";
    private static final List<String> FAMILIES = List.of("Ed25519", "EC", "RSA", "RSASSA-PSS");

    private PublicKeys() {}

    /** One SubjectPublicKeyInfo in PEM. */
    public static TrustedKey readPem(String field, @Nullable String pem) {
        List<Pem.Block> blocks = Pem.read(field, pem);
        if (blocks.size() != 1 || !blocks.getFirst().label().equals(Pem.PUBLIC_KEY)) {
            throw Problem.invalid(
                    field, blocks.getFirst().label(), "one block -----BEGIN PUBLIC KEY----- (SubjectPublicKeyInfo)");
        }
        return readDer(field, blocks.getFirst().der());
    }

    public static TrustedKey readDer(String field, byte[] spki) {
        return FAMILIES.stream()
                .map(family -> ofFamily(family, spki))
                .flatMap(Optional::stream)
                .findFirst()
                .map(key -> judged(field, key))
                .orElseThrow(() -> Problem.invalid(field, "not acceptable", EXPECTED + ", in canonical DER"));
    }

    private static Optional<PublicKey> ofFamily(String family, byte[] spki) {
        try {
            PublicKey key = KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(spki));
            return Arrays.equals(key.getEncoded(), spki) ? Optional.of(key) : Optional.empty();
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime knows no keys of " + family, e);
        }
    }

    /** Refuses what is weak or unknown, naming it. */
    public static TrustedKey judged(String field, PublicKey key) {
        KeyAlgorithm algorithm =
                switch (key) {
                    case EdECPublicKey edwards
                    when edwards.getParams().getName().equalsIgnoreCase("Ed25519") -> KeyAlgorithm.ED25519;
                    case ECPublicKey elliptic -> onCurve(field, elliptic);
                    case RSAPublicKey rsa -> strong(field, rsa);
                    default -> throw Problem.invalid(field, key.getAlgorithm(), EXPECTED);
                };
        return new TrustedKey(key, algorithm, "sha256:" + Checksum.SHA256.hex(key.getEncoded()));
    }

    /** The same without a refusal. */
    public static Optional<TrustedKey> tryJudge(PublicKey key) {
        try {
            return Optional.of(judged("key", key));
        } catch (Problem weak) {
            return Optional.empty();
        }
    }

    /** What a signing key was stored as. */
    public static PrivateKey readPrivate(KeyAlgorithm algorithm, byte[] pkcs8) {
        try {
            return KeyFactory.getInstance(algorithm.keyFactory()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a sealed signing key is no key of " + algorithm.wireName(), e);
        }
    }

    private static KeyAlgorithm onCurve(String field, ECPublicKey key) {
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            String curve = algorithm.curve();
            if (curve != null && same(parameters(curve), key.getParams())) {
                if (!holds(key.getW(), key.getParams())) {
                    throw Problem.invalid(field, "a point off the curve", EXPECTED);
                }
                return algorithm;
            }
        }
        throw Problem.invalid(field, "another curve", EXPECTED);
    }

    private static KeyAlgorithm strong(String field, RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        boolean exponent = key.getPublicExponent().testBit(0)
                && key.getPublicExponent().compareTo(BigInteger.valueOf(3)) >= 0
                && key.getPublicExponent().bitLength() <= 64;
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || !exponent) {
            throw Problem.invalid(field, "RSA of " + bits + " bits", EXPECTED);
        }
        return KeyAlgorithm.RSA_PSS;
    }

    private static ECParameterSpec parameters(String curve) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no curve " + curve, e);
        }
    }

    private static boolean same(ECParameterSpec a, ECParameterSpec b) {
        return a.getCurve().equals(b.getCurve())
                && a.getGenerator().equals(b.getGenerator())
                && a.getOrder().equals(b.getOrder())
                && a.getCofactor() == b.getCofactor();
    }

    private static boolean holds(ECPoint point, ECParameterSpec parameters) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger p = ((java.security.spec.ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger right = x.pow(3)
                .add(parameters.getCurve().getA().multiply(x))
                .add(parameters.getCurve().getB())
                .mod(p);
        return point.getAffineY().pow(2).mod(p).equals(right);
    }
}
