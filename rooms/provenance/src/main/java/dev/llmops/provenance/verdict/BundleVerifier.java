// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.verdict;

import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.PublicKeys;
import dev.llmops.provenance.crypto.TrustedKey;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.envelope.SigstoreBundle;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.trust.TrustStore.AuthorityRoot;
import dev.llmops.provenance.trust.TrustStore.KeyRoot;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Judges who signed and when: the cryptography of a bundle, whatever it is about. */
public final class BundleVerifier {
    private static final String SIGNATURE = "signature";
    private static final String SIGNER = "signer";

    private final TrustStore store;
    private final TrustRoot.Purpose purpose;
    private final Findings findings;

    public BundleVerifier(TrustStore store, TrustRoot.Purpose purpose, Findings findings) {
        this.store = store;
        this.purpose = purpose;
        this.findings = findings;
    }

    /**
     * Judges a bundle.
     *
     * @param message what was signed, for a bundle without an envelope
     */
    public void verify(SigstoreBundle bundle, byte[] message) {
        DsseEnvelope envelope = bundle.envelope();
        byte[] signed = envelope == null ? message : envelope.signedBytes();
        List<byte[]> signatures = envelope == null
                ? List.of(Objects.requireNonNull(bundle.message(), "a bundle without an envelope has a signature"))
                : envelope.signatures().stream().map(DsseEnvelope.Sig::bytes).toList();
        if (bundle.certificates().isEmpty()) {
            String hint = !bundle.keyHint().isEmpty() || envelope == null
                    ? bundle.keyHint()
                    : envelope.signatures().getFirst().keyId();
            verifyByKey(hint, signed, signatures);
            if (!findings.isInvalid()) {
                new SigningTime(store, findings).of(bundle, signed).ifPresent(findings::signedAt);
            }
        } else {
            verifyByCertificate(bundle, signed, signatures);
        }
    }

    /** A signature made with a key that is registered, or is not. */
    public void verifyByKey(String hint, byte[] signed, List<byte[]> signatures) {
        Optional<KeyRoot> meant = store.meant(hint);
        if (meant.isPresent()) {
            KeyRoot key = meant.get();
            if (verifies(key.key(), signed, signatures)) {
                believe(key);
            } else {
                findings.key(key.key().algorithm(), key.key().keyId());
                findings.invalid(
                        SIGNATURE,
                        "The signature does not verify under the key '"
                                + key.root().name()
                                + "' that it names: the content or the signature was changed, or another key signed.");
            }
            return;
        }
        for (TrustRoot.Purpose any : TrustRoot.Purpose.values()) {
            for (KeyRoot key : store.keys(any)) {
                if (verifies(key.key(), signed, signatures)) {
                    believe(key);
                    return;
                }
            }
        }
        findings.unverified(
                SIGNATURE,
                "No registered key verifies the signature" + (hint.isEmpty() ? "" : "; it names the key " + shown(hint))
                        + ". Register the signer's public key as a trust root to verify it.");
    }

    private static String shown(String hint) {
        return hint.length() > 80 ? hint.substring(0, 80) + "…" : hint;
    }

    private static boolean verifies(TrustedKey key, byte[] signed, List<byte[]> signatures) {
        return signatures.stream().anyMatch(signature -> key.verifies(signed, signature));
    }

    private void believe(KeyRoot key) {
        TrustRoot root = key.root();
        findings.key(key.key().algorithm(), key.key().keyId());
        findings.signers(List.of(root.name()));
        findings.passed(
                SIGNATURE,
                "The signature verifies under " + key.key().algorithm().wireName() + " key " + root.keyId() + ".");
        believe(root, store.now());
    }

    private void believe(TrustRoot root, Instant at) {
        if (root.isRevoked()) {
            findings.untrusted(
                    SIGNER,
                    "The trust root '" + root.name() + "' was revoked on " + root.revokedAt() + ": "
                            + root.revocationReason());
        } else if (!root.isFor(purpose)) {
            findings.untrusted(
                    SIGNER,
                    "The trust root '" + root.name() + "' is not registered for the purpose " + purpose.wireName()
                            + ".");
        } else if (!root.covers(at)) {
            findings.untrusted(
                    SIGNER,
                    "The trust root '" + root.name() + "' counts from " + root.validFrom() + " to " + root.validTo()
                            + ", not at " + at + ".");
        } else {
            findings.trustRoot(root.name());
            findings.passed(SIGNER, "The signer is believed by the trust root '" + root.name() + "'.");
        }
    }

    private void verifyByCertificate(SigstoreBundle bundle, byte[] signed, List<byte[]> signatures) {
        X509Certificate leaf = bundle.certificates().getFirst();
        Optional<TrustedKey> key = PublicKeys.tryJudge(leaf.getPublicKey());
        findings.signers(Certificates.identities(leaf));
        key.ifPresent(known -> findings.key(known.algorithm(), known.keyId()));
        if (key.isEmpty() || !verifies(key.get(), signed, signatures)) {
            findings.invalid(
                    SIGNATURE,
                    "The signature does not verify under the certificate that comes with it: the content, the signature "
                            + "or the certificate was changed.");
            return;
        }
        findings.passed(SIGNATURE, "The signature verifies under the certificate issued to " + signersOf(leaf) + ".");
        if (!Certificates.maySignCode(leaf)) {
            findings.invalid("certificate", "The certificate was issued for another use than signing code.");
        }
        Optional<Instant> proven = new SigningTime(store, findings).of(bundle, signed);
        proven.ifPresent(findings::signedAt);
        if (!findings.isInvalid()) {
            verifyTime(leaf, proven);
            verifyChain(bundle, leaf, proven);
        }
    }

    private static String signersOf(X509Certificate leaf) {
        return String.join(", ", Certificates.identities(leaf));
    }

    private void verifyTime(X509Certificate leaf, Optional<Instant> proven) {
        String window =
                leaf.getNotBefore().toInstant() + " to " + leaf.getNotAfter().toInstant();
        Instant at = proven.orElse(store.now());
        if (Certificates.isValidAt(leaf, at)) {
            findings.passed(
                    "certificate_time",
                    "The certificate, valid from " + window + ", was valid "
                            + (proven.isPresent() ? "when it signed, at " + at : "when this was judged, at " + at)
                            + ".");
        } else if (proven.isPresent()) {
            findings.invalid(
                    "certificate_time",
                    "The signature was made at " + at + ", when the certificate, valid from " + window + ", was "
                            + (at.isBefore(leaf.getNotBefore().toInstant()) ? "not valid yet." : "expired."));
        } else {
            findings.untrusted(
                    "certificate_time",
                    "The certificate is valid from " + window + ", not at " + at
                            + ", and no believed log or timestamp authority says that it signed within that time.");
        }
    }

    private void verifyChain(SigstoreBundle bundle, X509Certificate leaf, Optional<Instant> proven) {
        Instant inside = proven.filter(at -> Certificates.isValidAt(leaf, at))
                .orElse(
                        Certificates.isValidAt(leaf, store.now())
                                ? store.now()
                                : leaf.getNotBefore().toInstant());
        List<AuthorityRoot> authorities = new ArrayList<>();
        for (TrustRoot.Purpose any : TrustRoot.Purpose.values()) {
            authorities.addAll(store.authorities(any));
        }
        List<AuthorityRoot> good = authorities.stream()
                .filter(authority ->
                        authority.root().isFor(purpose) && !authority.root().isRevoked())
                .toList();
        Optional<AuthorityRoot> anchor =
                anchor(bundle, leaf, good, inside).or(() -> anchor(bundle, leaf, authorities, inside));
        if (anchor.isPresent()) {
            believe(anchor.get().root(), proven.orElse(store.now()));
        } else {
            findings.untrusted(
                    SIGNER,
                    "The certificate was issued by '"
                            + leaf.getIssuerX500Principal().getName()
                            + "', and no chain leads from it to a registered authority.");
        }
    }

    private static Optional<AuthorityRoot> anchor(
            SigstoreBundle bundle, X509Certificate leaf, List<AuthorityRoot> authorities, Instant at) {
        return Certificates.anchor(
                        leaf,
                        bundle.certificates(),
                        authorities.stream().map(AuthorityRoot::certificate).toList(),
                        at)
                .flatMap(found -> authorities.stream()
                        .filter(authority -> authority.certificate().equals(found))
                        .findFirst());
    }
}
