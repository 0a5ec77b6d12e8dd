// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.TenantIsolation;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import dev.llmops.provenance.model.ModelSigning.FileDigest;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustRoots;
import dev.llmops.provenance.verdict.Verdict.State;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetDocumentsTest extends SigningCase {
    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void aDetachedSignatureIsValidUntilItsKeyIsRevoked(KeyAlgorithm algorithm) {
        KeyPair pair = algorithm.generate();
        TrustRoot root = trust("release", pair);
        var added = documents.addSignature(admin, model.id(), detached(algorithm, pair, root.keyId()));

        assertThat(added.verdict().state()).isEqualTo(State.VALID);
        assertThat(added.verdict().signers()).containsExactly("release");
        assertThat(added.verdict().covers()).contains(model.digest());
        assertThat(documents.signatures(admin, model.id())).singleElement().isEqualTo(added);

        roots.revoke(admin, root.id(), "the laptop was lost");

        var after = documents.signatures(admin, model.id()).getFirst().verdict();
        assertThat(after.state()).isEqualTo(State.UNTRUSTED);
        assertThat(after.reasons()).singleElement().asString().contains("the laptop was lost");
        assertThat(POSTGRES.events())
                .filteredOn(event ->
                        event.subject().equals(root.id()) || event.subject().equals(model.id()))
                .extracting(Event::type)
                .containsExactly(
                        "provenance.trust_root.registered",
                        "provenance.signature.added",
                        "provenance.trust_root.revoked");
    }

    @Test
    void anUnknownKeyIsUnverifiedAndBecomesValidOnceItIsTrusted() {
        KeyPair pair = KeyAlgorithm.ED25519.generate();
        var added = documents.addSignature(admin, model.id(), detached(KeyAlgorithm.ED25519, pair, null));
        assertThat(added.verdict().state()).isEqualTo(State.UNVERIFIED);

        trust("late", pair);

        assertThat(documents.signatures(admin, model.id()).getFirst().verdict().state())
                .isEqualTo(State.VALID);
    }

    @Test
    void aKeyForAnotherPurposeIsNotTrusted() {
        KeyPair pair = KeyAlgorithm.ECDSA_P256.generate();
        trust("builds", pair, "attestation");

        var added = documents.addSignature(admin, model.id(), detached(KeyAlgorithm.ECDSA_P256, pair, "builds"));

        assertThat(added.verdict().state()).isEqualTo(State.UNTRUSTED);
    }

    @Test
    void wrongKeyAndConfusedAlgorithmAreRefused() {
        KeyPair mine = KeyAlgorithm.ECDSA_P256.generate();
        KeyPair other = KeyAlgorithm.ECDSA_P256.generate();
        TrustRoot root = trust("mine", mine);
        SentDocument wrong = detached(KeyAlgorithm.ECDSA_P256, other, root.keyId());
        refused(ErrorCode.CHECKS_FAILED, () -> documents.addSignature(admin, model.id(), wrong));

        ObjectNode confused = (ObjectNode)
                detached(KeyAlgorithm.ECDSA_P256, mine, root.keyId()).json();
        confused.put("algorithm", "ed25519");
        Problem problem = refused(
                ErrorCode.CHECKS_FAILED,
                () -> documents.addSignature(
                        admin, model.id(), SentDocument.of(SentDocument.Format.DETACHED, confused)));
        assertThat(problem.detail()).contains("ecdsa_p256");
        assertThat(documents.signatures(admin, model.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"signature\":1,\"signature\":2}",
                "{\"signature\":\"%%\"}",
                "{\"signature\":\"\"}",
                "{\"payloadType\":\"x\",\"payload\":\"e30=\",\"signatures\":[]}",
                "{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"e30=\",\"signatures\":[{\"sig\":\"AA==\"}]}",
                "{\"mediaType\":\"text/plain\"}"
            })
    void whatIsNoSignatureIsRefusedAndNotKept(String body) {
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> documents.addSignature(admin, model.id(), SentDocument.read(body.getBytes(UTF_8))));
        assertThat(problem).as(body).isNotNull();
        assertThat(problem.code().status()).isBetween(400, 422);
        assertThat(documents.signatures(admin, model.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"detached", "dsse", "bundle"})
    void theProductSignsWithAKeyThatItNeverShows(String format) {
        TrustRoot key = keys.generate(admin, "house key", "ecdsa_p384", null);
        FileDigest weights = new FileDigest("weights.bin", "sha256:" + "ab".repeat(32));

        var signed = signing.sign(admin, model.id(), "house key", format, List.of(weights));

        assertThat(signed.verdict().state()).as(signed.verdict().toString()).isEqualTo(State.VALID);
        assertThat(signed.document().sent().text()).doesNotContain("PRIVATE");
        assertThat(key.canSign()).isTrue();
        roots.revoke(admin, key.id(), "rotated");
        refused(ErrorCode.CONFLICT, () -> signing.sign(admin, model.id(), key.id(), format, List.of()));
        try (Handle sql = POSTGRES.owner().open()) {
            String sealed = sql.createQuery("SELECT sealed_key FROM provenance.trust_root WHERE id = :id")
                    .bind("id", key.id())
                    .mapTo(String.class)
                    .one();
            assertThat(sealed).startsWith("v1.");
        }
    }

    @Test
    void aSignatureOfWhatTheVersionWasIsNotOneOfWhatItIs() {
        TrustRoot key = keys.generate(admin, "key", "ed25519", null);
        signing.sign(admin, model.id(), key.id(), "detached", List.of());
        signing.sign(admin, model.id(), key.id(), "dsse", List.of());
        registry.put(
                admin,
                model.id(),
                AssetKind.MODEL,
                "chat",
                "1.0.0",
                "{\"type\":\"vision\"}",
                Map.of(),
                List.of(),
                "MIT");

        assertThat(documents.signatures(admin, model.id()))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.verdict().state()).isEqualTo(State.INVALID));
    }

    @Test
    void theSameSignatureAgainIsTheSame() {
        KeyPair pair = KeyAlgorithm.ED25519.generate();
        trust("release", pair);
        SentDocument sent = detached(KeyAlgorithm.ED25519, pair, "release");
        assertThat(documents.addSignature(admin, model.id(), sent))
                .isEqualTo(documents.addSignature(admin, model.id(), sent));
        assertThat(documents.signatures(admin, model.id())).hasSize(1);
    }

    @Test
    void anotherOrganisationSeesNothing() {
        KeyPair pair = KeyAlgorithm.ED25519.generate();
        TrustRoot root = trust("release", pair);
        Caller stranger = POSTGRES.otherAdmin();

        refused(ErrorCode.NOT_FOUND, () -> roots.get(stranger, root.id()));
        refused(ErrorCode.NOT_FOUND, () -> roots.revoke(stranger, root.id(), "mine"));
        refused(ErrorCode.NOT_FOUND, () -> documents.signatures(stranger, model.id()));
        assertThat(roots.store(stranger.tenant()).meant(root.keyId())).isEmpty();
        try (Handle sql = POSTGRES.owner().open()) {
            assertThat(TenantIsolation.unprotectedTables(sql)).isEmpty();
        }
    }

    @Test
    void trustRootsAreRefusedByTheirField() {
        KeyPair pair = KeyAlgorithm.ED25519.generate();
        trust("first", pair);
        refused(ErrorCode.DUPLICATE, () -> trust("second", pair));
        refused(ErrorCode.DUPLICATE, () -> trust("first", KeyAlgorithm.ED25519.generate()));
        assertThat(refused(ErrorCode.VALIDATION_FAILED, () -> trust("", pair)).violations())
                .extracting(Violation::field)
                .containsExactly("name");
        assertThat(refused(ErrorCode.VALIDATION_FAILED, () -> trust("x", pair, "everything"))
                        .violations())
                .extracting(Violation::field)
                .containsExactly("purposes");
        Problem nothing = refused(
                ErrorCode.VALIDATION_FAILED,
                () -> roots.register(admin, new TrustRoots.Registration("x", null, null, null, null, null)));
        assertThat(nothing.violations()).extracting(Violation::field).containsExactly("public_key");
    }
}
