// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.envelope.SigstoreBundle;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.trust.TrustStore.AuthorityRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;
import org.jspecify.annotations.Nullable;

/** When a signature was made, as far as somebody believed says so: a transparency log, or an RFC 3161 authority. */
final class SigningTime {
    private static final String TIMESTAMP = "timestamp";

    private final TrustStore store;
    private final Findings findings;

    SigningTime(TrustStore store, Findings findings) {
        this.store = store;
        this.findings = findings;
    }

    /** The earliest proven time. What contradicts itself makes the verdict invalid. */
    Optional<Instant> of(SigstoreBundle bundle, byte[] signed) {
        List<Instant> times = new ArrayList<>();
        for (JsonNode entry : bundle.logEntries()) {
            new LogEntryCheck(store, findings).verify(entry, bundle, signed).ifPresent(times::add);
        }
        DsseEnvelope envelope = bundle.envelope();
        byte[] signature = envelope == null
                ? Objects.requireNonNull(bundle.message())
                : envelope.signatures().getFirst().bytes();
        for (byte[] timestamp : bundle.timestamps()) {
            timestamp(timestamp, signature).ifPresent(times::add);
        }
        return times.stream().min(Instant::compareTo);
    }

    private Optional<Instant> timestamp(byte[] der, byte[] signature) {
        try {
            TimeStampToken token = new TimeStampResponse(der).getTimeStampToken();
            if (token == null || !isOver(token, signature)) {
                findings.invalid(TIMESTAMP, "The RFC 3161 timestamp is about another signature.");
                return Optional.empty();
            }
            return believed(token);
        } catch (TSPException | IOException | RuntimeException e) {
            findings.invalid(TIMESTAMP, "The RFC 3161 timestamp cannot be read.");
            return Optional.empty();
        }
    }

    private static boolean isOver(TimeStampToken token, byte[] signature) {
        return token.getTimeStampInfo().getMessageImprintAlgOID().equals(NISTObjectIdentifiers.id_sha256)
                && MessageDigest.isEqual(
                        token.getTimeStampInfo().getMessageImprintDigest(), Checksum.SHA256.of(signature));
    }

    private Optional<Instant> believed(TimeStampToken token) throws IOException {
        List<AuthorityRoot> authorities = store.authorities(TrustRoot.Purpose.TIMESTAMP).stream()
                .filter(authority -> !authority.root().isRevoked())
                .toList();
        Instant time = instant(token);
        if (authorities.isEmpty()) {
            findings.notChecked(
                    TIMESTAMP, "A timestamp claims " + time + "; no timestamp authority is registered to check it by.");
            return Optional.empty();
        }
        List<X509Certificate> sent = certificates(token, null);
        List<X509Certificate> known = new ArrayList<>(sent);
        List<X509Certificate> roots =
                authorities.stream().map(AuthorityRoot::certificate).toList();
        known.addAll(roots);
        Optional<X509Certificate> signer = known.stream()
                .filter(certificate -> certificates(token, certificate).contains(certificate))
                .filter(certificate -> isSignedBy(token, certificate))
                .findFirst();
        if (signer.isEmpty()) {
            findings.invalid(TIMESTAMP, "The RFC 3161 timestamp's signature does not verify.");
            return Optional.empty();
        }
        if (Certificates.anchor(signer.get(), sent, roots, time).isEmpty()) {
            findings.notChecked(
                    TIMESTAMP, "A timestamp claims " + time + "; its authority is not one of those registered.");
            return Optional.empty();
        }
        findings.passed(TIMESTAMP, "A believed timestamp authority saw the signature at " + time + ".");
        return Optional.of(time);
    }

    @SuppressWarnings("JavaUtilDate") // the library knows no other
    private static Instant instant(TimeStampToken token) {
        return token.getTimeStampInfo().getGenTime().toInstant();
    }

    /** Those in the token, and one more, that the token says it is signed by; all in the token when none is given. */
    @SuppressWarnings("unchecked") // the library's store of certificates predates generics
    private static List<X509Certificate> certificates(TimeStampToken token, @Nullable X509Certificate more) {
        Selector<X509CertificateHolder> signer = (Selector<X509CertificateHolder>) (Selector<?>) token.getSID();
        Collection<X509CertificateHolder> found = token.getCertificates().getMatches(more == null ? null : signer);
        List<X509Certificate> certificates = new ArrayList<>();
        for (X509CertificateHolder holder : found) {
            certificates.add(read(holder));
        }
        if (more != null && !certificates.contains(more) && signer.match(holder(more))) {
            certificates.add(more);
        }
        return certificates;
    }

    private static X509Certificate read(X509CertificateHolder holder) {
        try {
            return Certificates.readDer(TIMESTAMP, holder.getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new X509CertificateHolder(Certificates.der(certificate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSignedBy(TimeStampToken token, X509Certificate certificate) {
        try {
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
            return true;
        } catch (TSPException | OperatorCreationException e) {
            return false;
        }
    }
}
