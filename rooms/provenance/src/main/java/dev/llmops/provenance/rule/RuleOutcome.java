// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.rule;

import dev.llmops.kernel.Violation;
import dev.llmops.provenance.signature.AssetDocuments.Judged;
import dev.llmops.provenance.signature.Slsa;
import dev.llmops.provenance.trust.Builder;
import dev.llmops.provenance.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a version stands by one rule.
 *
 * @param signatures how many different keys signed validly, of those that the rule counts
 * @param level the highest SLSA build level of its attestations
 * @param lacking what is missing, in sentences; empty when the rule is met
 */
@Schema(name = "SigningRuleOutcome")
public record RuleOutcome(SigningRule rule, boolean met, int signatures, int level, List<String> lacking) {
    private static final int SHOWN = 5;

    public RuleOutcome {
        lacking = List.copyOf(lacking);
    }

    static RuleOutcome of(SigningRule rule, List<Judged> judged) {
        List<Judged> signatures =
                judged.stream().filter(one -> one.slsa() == null).toList();
        int signed = (int) signatures.stream()
                .map(Judged::verdict)
                .filter(verdict -> counts(rule, verdict))
                .map(Verdict::keyId)
                .distinct()
                .count();
        int level = judged.stream()
                .flatMap(one -> Stream.ofNullable(one.slsa()))
                .mapToInt(Slsa::level)
                .max()
                .orElse(0);
        List<String> lacking = new ArrayList<>();
        if (signed < rule.minSignatures()) {
            lacking.add(signatureLacking(rule, signed, signatures));
        }
        if (level < rule.minLevel()) {
            lacking.add(levelLacking(rule, level, judged));
        }
        return new RuleOutcome(rule, lacking.isEmpty(), signed, level, lacking);
    }

    private static boolean counts(SigningRule rule, Verdict verdict) {
        return verdict.holds()
                && (rule.signers().isEmpty()
                        || rule.signers().stream()
                                .anyMatch(wanted -> wanted.equals(verdict.keyId())
                                        || wanted.equals(verdict.trustRoot())
                                        || verdict.signers().stream().anyMatch(one -> Builder.matches(wanted, one))));
    }

    private static String signatureLacking(SigningRule rule, int signed, List<Judged> signatures) {
        String by = rule.signers().isEmpty() ? "anybody your organisation believes" : "one of " + rule.signers();
        String why = reasons(signatures.stream().map(Judged::verdict).toList());
        return rule.minSignatures() + " valid signature" + (rule.minSignatures() == 1 ? "" : "s of different keys")
                + " by " + by + ", as the rule '" + rule.name() + "' demands; there are " + signed + why;
    }

    private static String reasons(List<Verdict> verdicts) {
        List<String> reasons = verdicts.stream()
                .flatMap(verdict -> verdict.reasons().stream())
                .distinct()
                .limit(SHOWN)
                .toList();
        return reasons.isEmpty() ? "" : ". Not counted: " + String.join(" ", reasons);
    }

    private static String levelLacking(SigningRule rule, int level, List<Judged> judged) {
        Optional<Slsa> best =
                judged.stream().flatMap(one -> Stream.ofNullable(one.slsa())).max(Comparator.comparingInt(Slsa::level));
        List<String> missing = best.stream()
                .flatMap(slsa -> slsa.requirements().stream())
                .filter(line -> !line.met() && line.level() <= rule.minLevel())
                .map(Slsa.Requirement::message)
                .toList();
        return "provenance of SLSA build level " + rule.minLevel() + ", as the rule '" + rule.name()
                + "' demands; there is level " + level
                + (missing.isEmpty() ? ": no attestation was added" : ": " + String.join(" ", missing));
    }

    /** What is missing as faults of a publication. */
    public Stream<Violation> violations() {
        return lacking.stream().map(one -> new Violation("/signatures", rule.name(), one));
    }
}
