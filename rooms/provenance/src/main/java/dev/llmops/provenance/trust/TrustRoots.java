// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.provenance.ProvenanceEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Conflicts;
import dev.llmops.platform.sql.Database;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.crypto.PublicKeys;
import dev.llmops.provenance.crypto.TrustedKey;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Registers, lists and revokes trust roots. A revocation counts from its commit. */
@Singleton
public final class TrustRoots {
    static final int MAX_ROOTS = 500;
    private static final int MAX_REASON = 1_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._@/-]{0,126}");

    private final Database database;
    private final Clock clock;

    public TrustRoots(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param publicKey PEM, unless a certificate is given
     * @param certificate PEM of one authority
     */
    @Schema(name = "NewTrustRoot")
    public record Registration(
            @Nullable String name,
            @Nullable String publicKey,
            @Nullable String certificate,
            @Nullable List<String> purposes,
            @Nullable Instant validFrom,
            @Nullable Instant validTo) {}

    public TrustRoot register(Caller caller, Registration asked) {
        Instant validFrom = micros(asked.validFrom());
        Instant validTo = micros(asked.validTo());
        if (validFrom != null && validTo != null && !validTo.isAfter(validFrom)) {
            throw Problem.invalid("valid_to", validTo, "a moment after valid_from");
        }
        if ((asked.publicKey() == null) == (asked.certificate() == null)) {
            throw Problem.invalid("public_key", null, "either public_key or certificate, in PEM");
        }
        Set<TrustRoot.Purpose> purposes = TrustRoot.Purpose.parse(asked.purposes());
        TrustRoot root = asked.certificate() == null
                ? ofKey(
                        caller,
                        asked.name(),
                        PublicKeys.readPem("public_key", asked.publicKey()),
                        purposes,
                        validFrom,
                        validTo,
                        false)
                : ofCertificate(caller, asked, purposes, validFrom, validTo);
        return insert(caller, root, null);
    }

    private TrustRoot ofCertificate(
            Caller caller,
            Registration asked,
            Set<TrustRoot.Purpose> purposes,
            @Nullable Instant validFrom,
            @Nullable Instant validTo) {
        List<X509Certificate> given = Certificates.readPem("certificate", asked.certificate());
        X509Certificate certificate = given.getFirst();
        if (given.size() != 1 || !Certificates.isAuthority(certificate)) {
            throw Problem.invalid(
                    "certificate",
                    Certificates.subject(certificate),
                    "one certificate of an authority (basic constraints CA, key usage keyCertSign)");
        }
        TrustedKey key = PublicKeys.judged("certificate", certificate.getPublicKey());
        return new TrustRoot(
                Ulids.next(),
                name(asked.name()),
                TrustRoot.Kind.CERTIFICATE,
                purposes,
                key.keyId(),
                "sha256:" + Checksum.SHA256.hex(Certificates.der(certificate)),
                key.algorithm(),
                Certificates.subject(certificate),
                Certificates.pem(certificate),
                null,
                false,
                validFrom,
                validTo,
                now(),
                caller.name(),
                null,
                null,
                null);
    }

    TrustRoot ofKey(
            Caller caller,
            @Nullable String name,
            TrustedKey key,
            Set<TrustRoot.Purpose> purposes,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            boolean canSign) {
        return new TrustRoot(
                Ulids.next(),
                name(name),
                TrustRoot.Kind.PUBLIC_KEY,
                purposes,
                key.keyId(),
                key.keyId(),
                key.algorithm(),
                null,
                key.pem(),
                null,
                canSign,
                validFrom,
                validTo,
                now(),
                caller.name(),
                null,
                null,
                null);
    }

    TrustRoot insert(Caller caller, TrustRoot root, @Nullable String sealedKey) {
        try {
            return database.change(caller, (sql, events) -> {
                TrustRootDao roots = new TrustRootDao(sql);
                if (roots.count() >= MAX_ROOTS) {
                    throw new Problem(
                            ErrorCode.CONFLICT,
                            "An organisation has at most " + MAX_ROOTS + " trust roots, revoked too");
                }
                roots.insert(caller.tenant().value(), root, sealedKey);
                events.append(new ProvenanceEvent.TrustRootRegistered(root.id(), root.name(), root.keyId()));
                return root;
            });
        } catch (RuntimeException e) {
            throw taken(e, root);
        }
    }

    private static RuntimeException taken(RuntimeException e, TrustRoot root) {
        if (Conflicts.isUniqueViolation(e, "trust_root_name")) {
            return new Problem(ErrorCode.DUPLICATE, "name: '" + root.name() + "' (expected: a name not yet used)");
        }
        return Conflicts.isUniqueViolation(e, "trust_root_fingerprint")
                ? new Problem(ErrorCode.DUPLICATE, "There is a trust root for " + root.fingerprint() + " already")
                : e;
    }

    public Page<TrustRoot> list(Caller caller, boolean signingOnly, PageRequest page) {
        List<TrustRoot> rows = database.read(caller.tenant(), sql -> new TrustRootDao(sql).list(signingOnly, page));
        return Page.of(rows, page, TrustRoot::id);
    }

    public TrustRoot get(Caller caller, String id) {
        return database.read(caller.tenant(), sql -> new TrustRootDao(sql).find(id))
                .orElseThrow(() -> missing(id));
    }

    Optional<TrustRoot> named(Caller caller, String reference) {
        return database.read(caller.tenant(), sql -> new TrustRootDao(sql).named(reference));
    }

    /** Revoking again keeps the first reason. */
    public TrustRoot revoke(Caller caller, String id, @Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > MAX_REASON || reason.indexOf('\0') >= 0) {
            throw Problem.invalid("reason", null, "a text of 1 to " + MAX_REASON + " characters");
        }
        return database.change(caller, (sql, events) -> {
            TrustRootDao roots = new TrustRootDao(sql);
            TrustRoot root = roots.find(id).orElseThrow(() -> missing(id));
            if (roots.revoke(id, now(), caller.name(), reason)) {
                events.append(new ProvenanceEvent.TrustRootRevoked(id, root.name(), root.keyId(), reason));
            }
            return roots.find(id).orElseThrow(() -> missing(id));
        });
    }

    /** All that the organisation believes at this moment. */
    public TrustStore store(TenantId tenant) {
        return new TrustStore(database.read(tenant, sql -> new TrustRootDao(sql).all(MAX_ROOTS)), now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable Instant micros(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    private static String name(@Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw Problem.invalid("name", name, "1 to 127 letters, digits, spaces and . _ @ / -, such as release-team");
        }
        return name;
    }

    static Problem missing(String id) {
        return Problem.notFound("id", id, "the id of a trust root of your organisation");
    }
}
