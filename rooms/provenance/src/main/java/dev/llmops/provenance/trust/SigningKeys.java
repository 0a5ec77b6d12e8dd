// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.sql.Database;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import dev.llmops.provenance.crypto.PublicKeys;
import dev.llmops.provenance.crypto.TrustedKey;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys that sign on the server: made here, kept sealed, opened for one signature at a time. */
@Singleton
public final class SigningKeys {
    private final TrustRoots roots;
    private final Database database;
    private final Sealer sealer;

    public SigningKeys(TrustRoots roots, Database database, Sealer sealer) {
        this.roots = roots;
        this.database = database;
        this.sealer = sealer;
    }

    /** Makes a key; its public half is a trust root at once. */
    public TrustRoot generate(
            Caller caller, @Nullable String name, @Nullable String algorithm, @Nullable List<String> purposes) {
        KeyAlgorithm kind = KeyAlgorithm.parse("algorithm", algorithm == null ? "ed25519" : algorithm);
        KeyPair pair = kind.generate();
        TrustedKey key = PublicKeys.judged("algorithm", pair.getPublic());
        TrustRoot root = roots.ofKey(caller, name, key, TrustRoot.Purpose.parse(purposes), null, null, true);
        String pkcs8 = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        return roots.insert(caller, root, sealer.seal(pkcs8, context(caller, root.id())));
    }

    /** Takes the chain issued for a signing key, its own certificate first. */
    public TrustRoot certify(Caller caller, String id, @Nullable String pem) {
        TrustRoot root = roots.get(caller, id);
        List<X509Certificate> chain = Certificates.readPem("certificates", pem);
        TrustedKey certified =
                PublicKeys.judged("certificates", chain.getFirst().getPublicKey());
        if (!root.canSign() || !certified.keyId().equals(root.keyId())) {
            throw Problem.invalid(
                    "certificates",
                    certified.keyId(),
                    "a chain whose first certificate is for the signing key " + root.keyId());
        }
        String normal = chain.stream().map(Certificates::pem).collect(Collectors.joining());
        return database.change(caller, (sql, events) -> {
            TrustRootDao dao = new TrustRootDao(sql);
            dao.setCertificates(id, normal);
            return dao.find(id).orElseThrow(() -> TrustRoots.missing(id));
        });
    }

    /** A key that signs, opened. */
    public record Signer(TrustRoot root, PrivateKey key) {
        public byte[] sign(byte[] message) {
            return root.algorithm().sign(key, message);
        }
    }

    /** By id, name or key id. */
    public Signer signer(Caller caller, @Nullable String reference) {
        TrustRoot root = reference == null
                ? null
                : roots.named(caller, reference).filter(TrustRoot::canSign).orElse(null);
        if (root == null) {
            throw Problem.invalid("key", reference, "the id, name or key_id of a signing key made by POST /keys");
        }
        if (root.isRevoked()) {
            throw new Problem(ErrorCode.CONFLICT, "The signing key " + root.name() + " is revoked and signs no more");
        }
        String sealed = database.read(caller.tenant(), sql -> new TrustRootDao(sql).sealedKey(root.id()))
                .orElseThrow(() -> TrustRoots.missing(root.id()));
        byte[] pkcs8 = Base64.getDecoder().decode(sealer.open(sealed, context(caller, root.id())));
        return new Signer(root, PublicKeys.readPrivate(root.algorithm(), pkcs8));
    }

    private static String context(Caller caller, String id) {
        return "provenance signing key " + caller.tenant().value() + " " + id;
    }
}
