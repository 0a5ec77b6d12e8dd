// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import dev.llmops.kernel.Problem;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A key's kind, which fixes curve, hash and form of its signatures: nothing of that is taken from the message. */
public enum KeyAlgorithm {
    /** RFC 8032, pure. 64 bytes. */
    ED25519,
    /** With SHA-256; DER. */
    ECDSA_P256,
    /** With SHA-384; DER. */
    ECDSA_P384,
    /** With SHA-512; DER. */
    ECDSA_P521,
    /** RFC 8017 with SHA-256, MGF1 of it and 32 bytes of salt; SHA-384 and SHA-512 are verified too. */
    RSA_PSS;

    private static final int ED25519_BYTES = 64;
    private static final int NEW_RSA_BITS = 3_072;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static KeyAlgorithm parse(String field, @Nullable String text) {
        for (KeyAlgorithm algorithm : values()) {
            if (algorithm.wireName().equals(text)) {
                return algorithm;
            }
        }
        throw Problem.invalid(field, text, "ed25519, ecdsa_p256, ecdsa_p384, ecdsa_p521 or rsa_pss");
    }

    /** Whether it signs Model Signing bundles, which know ECDSA only. */
    public boolean isEcdsa() {
        return curve() != null;
    }

    /** Whether a signature is one of this key over this message; a malformed one is not. */
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        return switch (this) {
            case ED25519 -> signature.length == ED25519_BYTES && verify("Ed25519", null, key, message, signature);
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> verifyEcdsa(key, message, signature);
            case RSA_PSS ->
                verify("RSASSA-PSS", pss("SHA-256", 32), key, message, signature)
                        || verify("RSASSA-PSS", pss("SHA-384", 48), key, message, signature)
                        || verify("RSASSA-PSS", pss("SHA-512", 64), key, message, signature);
        };
    }

    private boolean verifyEcdsa(PublicKey key, byte[] message, byte[] signature) {
        byte[] plain = EcdsaSignature.plain(key, signature);
        return plain.length > 0 && verify(hash() + "withECDSAinP1363Format", null, key, message, plain);
    }

    private static boolean verify(
            String name, @Nullable PSSParameterSpec parameters, PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(name);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidAlgorithmParameterException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot do " + name, e);
        }
    }

    public byte[] sign(PrivateKey key, byte[] message) {
        String name =
                switch (this) {
                    case ED25519 -> "Ed25519";
                    case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> hash() + "withECDSA";
                    case RSA_PSS -> "RSASSA-PSS";
                };
        try {
            Signature signer = Signature.getInstance(name);
            if (this == RSA_PSS) {
                signer.setParameter(pss("SHA-256", 32));
            }
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key does not sign by " + name, e);
        }
    }

    public KeyPair generate() {
        try {
            String curve = curve();
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyFactory());
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (this == RSA_PSS) {
                generator.initialize(NEW_RSA_BITS);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make a key of " + wireName(), e);
        }
    }

    /** What the JDK calls the key's family. */
    public String keyFactory() {
        return switch (this) {
            case ED25519 -> "Ed25519";
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> "EC";
            case RSA_PSS -> "RSA";
        };
    }

    @Nullable
    String curve() {
        return switch (this) {
            case ECDSA_P256 -> "secp256r1";
            case ECDSA_P384 -> "secp384r1";
            case ECDSA_P521 -> "secp521r1";
            case ED25519, RSA_PSS -> null;
        };
    }

    private String hash() {
        return switch (this) {
            case ECDSA_P384 -> "SHA384";
            case ECDSA_P521 -> "SHA512";
            case ED25519, ECDSA_P256, RSA_PSS -> "SHA256";
        };
    }

    private static PSSParameterSpec pss(String hash, int saltBytes) {
        return new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), saltBytes, PSSParameterSpec.TRAILER_FIELD_BC);
    }
}
