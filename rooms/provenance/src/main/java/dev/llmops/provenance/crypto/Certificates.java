// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import dev.llmops.kernel.Problem;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** X.509 certificates: read, named, and led back to those that are trusted (RFC 5280; revocation lists are not asked). */
public final class Certificates {
    public static final int MAX_CHAIN = 16;
    private static final int MAX_DER = 32 * 1_024;
    private static final int MAX_PATH = 8;
    private static final int KEY_CERT_SIGN = 5;
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_USE = "2.5.29.37.0";
    private static final Set<Integer> IDENTITY_KINDS = Set.of(1, 2, 6);

    private Certificates() {}

    /** One certificate in DER, with nothing behind it and a key that is strong enough. */
    public static X509Certificate readDer(String field, byte[] der) {
        if (der.length == 0 || der.length > MAX_DER) {
            throw Problem.invalid(field, der.length + " bytes", "an X.509 certificate of at most 32 KiB");
        }
        try {
            ByteArrayInputStream stream = new ByteArrayInputStream(der);
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
            if (!Arrays.equals(certificate.getEncoded(), der)) {
                throw Problem.invalid(field, "trailing bytes", "one X.509 certificate in DER");
            }
            PublicKeys.judged(field, certificate.getPublicKey());
            return certificate;
        } catch (CertificateException e) {
            throw Problem.invalid(field, "not acceptable", "an X.509 certificate in DER");
        }
    }

    public static List<X509Certificate> readPem(String field, @Nullable String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem.Block block : Pem.read(field, pem)) {
            if (!block.label().equals(Pem.CERTIFICATE)) {
                throw Problem.invalid(field, block.label(), "blocks -----BEGIN CERTIFICATE-----");
            }
            certificates.add(readDer(field, block.der()));
        }
        return certificates;
    }

    /** Whether it may sign certificates. */
    public static boolean isAuthority(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }

    /** Whether its extended key usage, if it has one, is to sign code. */
    public static boolean maySignCode(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.contains(CODE_SIGNING) || uses.contains(ANY_USE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    public static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read has an encoding", e);
        }
    }

    public static String pem(X509Certificate certificate) {
        return Pem.write(Pem.CERTIFICATE, der(certificate));
    }

    public static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** E-mail addresses, host names and URIs it was issued to; its subject's name where it has none of them. */
    public static List<String> identities(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<String> identities = names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> IDENTITY_KINDS.contains(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
            return identities.isEmpty() ? List.of(subject(certificate)) : identities;
        } catch (CertificateParsingException e) {
            return List.of(subject(certificate));
        }
    }

    public static boolean isValidAt(X509Certificate certificate, Instant time) {
        return !time.isBefore(certificate.getNotBefore().toInstant())
                && !time.isAfter(certificate.getNotAfter().toInstant());
    }

    /**
     * The trusted certificate that a chain leads to at a time. The chain's order does not matter, and a circle in it
     * leads nowhere.
     *
     * @param others certificates that may stand between
     */
    public static Optional<X509Certificate> anchor(
            X509Certificate leaf, Collection<X509Certificate> others, Collection<X509Certificate> trusted, Instant at) {
        if (trusted.contains(leaf)) {
            return isValidAt(leaf, at) ? Optional.of(leaf) : Optional.empty();
        }
        if (trusted.isEmpty() || others.size() > MAX_CHAIN) {
            return Optional.empty();
        }
        try {
            var built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters(leaf, others, trusted, at));
            X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
            return isValidAt(anchor, at) ? Optional.of(anchor) : Optional.empty();
        } catch (CertPathBuilderException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot build certificate paths", e);
        }
    }

    private static PKIXBuilderParameters parameters(
            X509Certificate leaf, Collection<X509Certificate> others, Collection<X509Certificate> trusted, Instant at)
            throws InvalidAlgorithmParameterException, GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf);
        Set<TrustAnchor> anchors = trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet());
        List<X509Certificate> known = new ArrayList<>(others);
        known.add(leaf);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(MAX_PATH);
        parameters.setDate(legacy(at));
        return parameters;
    }

    @SuppressWarnings("JavaUtilDate") // the certificate API knows no other
    private static Date legacy(Instant at) {
        return Date.from(at);
    }
}
