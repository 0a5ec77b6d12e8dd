// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.crypto.PublicKeys;
import dev.llmops.provenance.crypto.TrustedKey;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an organisation believed at one moment. Revoked roots are in it, so that they can be named. */
public final class TrustStore {
    private final List<KeyRoot> keys = new ArrayList<>();
    private final List<AuthorityRoot> authorities = new ArrayList<>();
    private final Instant now;

    public TrustStore(List<TrustRoot> roots, Instant now) {
        this.now = now;
        for (TrustRoot root : roots) {
            if (root.kind() == TrustRoot.Kind.PUBLIC_KEY) {
                keys.add(new KeyRoot(root, PublicKeys.readPem("pem", root.pem())));
            } else {
                authorities.add(new AuthorityRoot(
                        root, Certificates.readPem("pem", root.pem()).getFirst()));
            }
        }
    }

    /** A key, and why it is believed. */
    public record KeyRoot(TrustRoot root, TrustedKey key) {
        /** Whether a hint means this key: its id, the bare digest, or the digest of its PEM as Model Signing has it. */
        public boolean isMeantBy(String hint) {
            String wanted = hint.toLowerCase(Locale.ROOT);
            byte[] spki = key.key().getEncoded();
            byte[] digest = Checksum.SHA256.of(spki);
            return wanted.equals(key.keyId())
                    || wanted.equals(HexFormat.of().formatHex(digest))
                    || hint.equals(Base64.getEncoder().encodeToString(digest))
                    || wanted.equals(Checksum.SHA256.hex(key.pem().getBytes(StandardCharsets.US_ASCII)))
                    || hint.equals(root.name());
        }
    }

    /** An authority, and why it is believed. */
    public record AuthorityRoot(TrustRoot root, X509Certificate certificate) {}

    /** When this was read. */
    public Instant now() {
        return now;
    }

    public List<KeyRoot> keys(TrustRoot.Purpose purpose) {
        return keys.stream().filter(key -> key.root().isFor(purpose)).toList();
    }

    /** The key a hint means, whatever it is believed for. */
    public Optional<KeyRoot> meant(String hint) {
        return hint.isEmpty()
                ? Optional.empty()
                : keys.stream().filter(key -> key.isMeantBy(hint)).findFirst();
    }

    public List<AuthorityRoot> authorities(TrustRoot.Purpose purpose) {
        return authorities.stream()
                .filter(authority -> authority.root().isFor(purpose))
                .toList();
    }
}
