// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.provenance.ProvenanceEvent;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.contracts.registry.Registry.CanonicalAsset;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.provenance.envelope.DsseEnvelope;
import dev.llmops.provenance.envelope.InTotoStatement;
import dev.llmops.provenance.envelope.SigstoreBundle;
import dev.llmops.provenance.trust.Builder;
import dev.llmops.provenance.trust.Builders;
import dev.llmops.provenance.trust.TrustRoots;
import dev.llmops.provenance.trust.TrustStore;
import dev.llmops.provenance.verdict.Verdict;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Takes signatures and attestations for versions, and judges those that are there. */
@Singleton
public final class AssetDocuments {
    static final int MAX_DOCUMENTS = 50;

    private final Database database;
    /** Asked when needed: the registry asks this room in turn before it publishes. */
    private final Provider<Registry> registry;

    private final TrustRoots roots;
    private final Builders builders;
    private final AssetVerifier verifier;
    private final Clock clock;

    public AssetDocuments(
            Database database,
            Provider<Registry> registry,
            TrustRoots roots,
            Builders builders,
            AssetVerifier verifier,
            Clock clock) {
        this.database = database;
        this.registry = registry;
        this.roots = roots;
        this.builders = builders;
        this.verifier = verifier;
        this.clock = clock;
    }

    /**
     * A document with its verdict.
     *
     * @param predicateType of the statement in it, if there is one
     * @param slsa for SLSA provenance
     */
    public record Judged(
            StoredDocumentView document,
            Verdict verdict,
            @Nullable String predicateType,
            @Nullable Slsa slsa) {}

    /** What of a kept document is shown. */
    public record StoredDocumentView(
            String id, String assetId, SentDocument sent, String assetDigest, Instant createdAt, String createdBy) {}

    public CanonicalAsset version(Caller caller, String assetId) {
        return registry.get()
                .canonical(caller, assetId)
                .orElseThrow(() ->
                        Problem.notFound("id", assetId, "the id of a version that is registered in your organisation"));
    }

    public Judged addSignature(Caller caller, String assetId, SentDocument sent) {
        return add(caller, assetId, StoredDocument.Role.SIGNATURE, sent);
    }

    public Judged addAttestation(Caller caller, String assetId, SentDocument sent) {
        if (sent.format() == SentDocument.Format.DETACHED) {
            throw Problem.invalid("body", null, "a DSSE envelope or a sigstore bundle with an in-toto statement");
        }
        return add(caller, assetId, StoredDocument.Role.ATTESTATION, sent);
    }

    /** What is invalid is refused, with all reasons; the same document again is the one that is there. */
    private Judged add(Caller caller, String assetId, StoredDocument.Role role, SentDocument sent) {
        CanonicalAsset version = version(caller, assetId);
        Judge judge = new Judge(caller, version);
        StoredDocument document = new StoredDocument(
                Ulids.next(),
                version.asset().id(),
                role,
                version.asset().digest(),
                sent,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                caller.name());
        Judged judged = judge.judged(document);
        if (judged.verdict().state() == Verdict.State.INVALID) {
            throw new Problem(
                    ErrorCode.CHECKS_FAILED,
                    "The " + role.wireName() + " is invalid: "
                            + String.join(" ", judged.verdict().reasons()));
        }
        return judge.judged(database.change(caller, (sql, events) -> stored(caller, sql, events, document, judged)));
    }

    private static StoredDocument stored(
            Caller caller, Handle sql, EventLog events, StoredDocument document, Judged judged) {
        DocumentDao documents = new DocumentDao(sql);
        String fingerprint = document.sent().fingerprint();
        Optional<StoredDocument> same = documents.same(document.assetId(), document.role(), fingerprint);
        if (same.isPresent()) {
            return same.get();
        }
        if (documents.count(document.assetId(), document.role()) >= MAX_DOCUMENTS) {
            throw new Problem(
                    ErrorCode.CONFLICT,
                    "A version has at most " + MAX_DOCUMENTS + " of "
                            + document.role().wireName());
        }
        if (!documents.insert(caller.tenant().value(), document)) {
            return documents
                    .same(document.assetId(), document.role(), fingerprint)
                    .orElse(document);
        }
        String verdict = judged.verdict().state().wireName();
        Slsa slsa = judged.slsa();
        events.append(
                document.role() == StoredDocument.Role.SIGNATURE
                        ? new ProvenanceEvent.SignatureAdded(
                                document.assetId(),
                                document.id(),
                                document.sent().format().wireName(),
                                verdict)
                        : new ProvenanceEvent.AttestationAdded(
                                document.assetId(),
                                document.id(),
                                String.valueOf(judged.predicateType()),
                                verdict,
                                slsa == null ? 0 : slsa.level()));
        return document;
    }

    public List<Judged> signatures(Caller caller, String assetId) {
        return judged(caller, version(caller, assetId), StoredDocument.Role.SIGNATURE);
    }

    public List<Judged> attestations(Caller caller, String assetId) {
        return judged(caller, version(caller, assetId), StoredDocument.Role.ATTESTATION);
    }

    /** Both, for one who has the version. */
    public List<Judged> all(Caller caller, CanonicalAsset version) {
        return Stream.of(StoredDocument.Role.values())
                .flatMap(role -> judged(caller, version, role).stream())
                .toList();
    }

    private List<Judged> judged(Caller caller, CanonicalAsset version, StoredDocument.Role role) {
        List<StoredDocument> documents = database.read(caller.tenant(), sql -> new DocumentDao(sql)
                .list(version.asset().id(), role, MAX_DOCUMENTS));
        Judge judge = new Judge(caller, version);
        return documents.stream().map(judge::judged).toList();
    }

    /** One look at what is trusted, for all documents of one version. */
    private final class Judge {
        private final CanonicalAsset version;
        private final TrustStore store;
        private final List<Builder> known;

        Judge(Caller caller, CanonicalAsset version) {
            this.version = version;
            this.store = roots.store(caller.tenant());
            this.known = builders.all(caller.tenant());
        }

        Judged judged(StoredDocument document) {
            Verdict verdict =
                    verifier.verify(document.sent(), version, document.role().purpose(), store);
            Optional<InTotoStatement> statement = statement(document.sent());
            Slsa slsa = document.role() == StoredDocument.Role.ATTESTATION && statement.isPresent()
                    ? Slsa.assess(statement.get(), verdict, AssetVerifier.digests(version.asset()), known)
                    : null;
            return new Judged(
                    new StoredDocumentView(
                            document.id(),
                            document.assetId(),
                            document.sent(),
                            document.assetDigest(),
                            document.createdAt(),
                            document.createdBy()),
                    verdict,
                    statement.map(InTotoStatement::predicateType).orElse(null),
                    slsa);
        }
    }

    private static Optional<InTotoStatement> statement(SentDocument sent) {
        if (sent.format() == SentDocument.Format.DETACHED) {
            return Optional.empty();
        }
        try {
            DsseEnvelope envelope = SigstoreBundle.read(sent.json()).envelope();
            return envelope == null ? Optional.empty() : Optional.of(InTotoStatement.read(envelope));
        } catch (Problem malformed) {
            return Optional.empty();
        }
    }
}
