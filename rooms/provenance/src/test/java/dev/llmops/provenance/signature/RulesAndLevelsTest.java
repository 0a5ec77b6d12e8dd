// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.provenance.crypto.Vectors;
import dev.llmops.provenance.rule.RuleOutcome;
import dev.llmops.provenance.rule.SigningRules;
import dev.llmops.provenance.trust.TestRoots;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustRoots;
import dev.llmops.provenance.verdict.Verdict.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RulesAndLevelsTest extends SigningCase {
    private static final String SLSA_SUBJECT = "1636f443b01c9ee310ee5834956d0dce374c3d3bf8d4cebc9f6b86f8304b4982";
    private static final String BUILDER =
            "https://github.com/bazel-contrib/.github/.github/workflows/release_ruleset.yaml@refs/tags/v7.1.0";

    @Test
    void realProvenanceReachesTheLevelThatItsBuilderIsBelievedTo() {
        Asset built = registry.put(
                admin, AssetKind.DATASET, "rules", "{\"digest\":\"sha256:" + SLSA_SUBJECT + "\"}", Map.of());
        SentDocument sent = SentDocument.read(Vectors.bytes("signatures/slsa/rules_lint-v1.3.1.tar.gz.intoto.jsonl"));

        var alone = documents.addAttestation(admin, built.id(), sent);
        assertThat(alone.verdict().state()).isEqualTo(State.UNTRUSTED);
        assertThat(slsa(alone).level()).isEqualTo(1);

        authority("fulcio", TestRoots.FULCIO, "attestation");
        roots.register(
                admin,
                new TrustRoots.Registration("rekor", TestRoots.REKOR, null, List.of("transparency_log"), null, null));
        var signed = documents.attestations(admin, built.id()).getFirst();
        assertThat(signed.verdict().state()).as(signed.verdict().toString()).isEqualTo(State.VALID);
        assertThat(signed.verdict().signers()).containsExactly(BUILDER);
        assertThat(slsa(signed).level()).as("the builder is not known").isEqualTo(1);

        builders.put(admin, BUILDER.replace("v7.1.0", "*"), null, 2);
        assertThat(slsa(documents.attestations(admin, built.id()).getFirst()).level())
                .isEqualTo(2);
        builders.put(admin, BUILDER.replace("v7.1.0", "*"), null, 3);
        assertThat(slsa(documents.attestations(admin, built.id()).getFirst()).level())
                .isEqualTo(3);
        builders.put(admin, BUILDER.replace("v7.1.0", "*"), "somebody@example.com", 3);
        assertThat(slsa(documents.attestations(admin, built.id()).getFirst()).level())
                .as("another must have signed")
                .isEqualTo(1);
    }

    private static Slsa slsa(AssetDocuments.Judged judged) {
        Slsa slsa = judged.slsa();
        assertThat(slsa).isNotNull();
        return Objects.requireNonNull(slsa);
    }

    private void authority(String name, String pem, String... purposes) {
        roots.register(admin, new TrustRoots.Registration(name, null, pem, List.of(purposes), null, null));
    }

    @Test
    void provenanceOfSomethingElseIsRefused() {
        SentDocument sent = SentDocument.read(Vectors.bytes("signatures/slsa/rules_lint-v1.3.1.tar.gz.intoto.jsonl"));
        Problem problem = refused(ErrorCode.CHECKS_FAILED, () -> documents.addAttestation(admin, model.id(), sent));
        assertThat(problem.detail()).contains("something else");
    }

    @Test
    void aRuleSaysWhatAVersionLacksUntilItIsSigned() {
        TrustRoot release = keys.generate(admin, "release", "ed25519", null);
        keys.generate(admin, "other", "ed25519", null);
        rules.make(
                admin,
                new SigningRules.NewRule(
                        "gold is signed", "model", "ch*", Map.of("tier", "gold"), List.of("release"), null, null));
        Asset prompt = registry.put(admin, AssetKind.PROMPT, "chat", "{}", Map.of("tier", "gold"));

        assertThat(findings(prompt)).isEmpty();
        assertThat(findings(model)).singleElement().satisfies(finding -> assertThat(finding.message())
                .contains("gold is signed", "release"));
        signing.sign(admin, model.id(), "other", null, List.of());
        assertThat(findings(model)).as("another signed").hasSize(1);
        signing.sign(admin, model.id(), "release", null, List.of());
        assertThat(findings(model)).isEmpty();
        roots.revoke(admin, release.id(), "compromised");
        assertThat(findings(model)).singleElement().satisfies(finding -> assertThat(finding.message())
                .contains("compromised"));
    }

    @Test
    void aRuleMayDemandALevel() {
        rules.make(admin, new SigningRules.NewRule("built", null, null, null, null, null, 2));

        assertThat(findings(model)).singleElement().satisfies(finding -> assertThat(finding.message())
                .contains("level 2", "no attestation"));
        refused(
                ErrorCode.VALIDATION_FAILED,
                () -> rules.make(admin, new SigningRules.NewRule("none", null, null, null, null, 0, 0)));
        refused(
                ErrorCode.DUPLICATE,
                () -> rules.make(admin, new SigningRules.NewRule("built", null, null, null, null, 1, 0)));
        rules.remove(admin, rules.all(admin.tenant()).getFirst().id());
        assertThat(findings(model)).isEmpty();
    }

    private List<Violation> findings(Asset asset) {
        return rules.outcomes(admin, asset).stream()
                .flatMap(RuleOutcome::violations)
                .toList();
    }
}
