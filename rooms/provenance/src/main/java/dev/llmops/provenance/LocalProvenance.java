// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.provenance.Provenance;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.Violation;
import dev.llmops.provenance.rule.RuleOutcome;
import dev.llmops.provenance.rule.SigningRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The door, opened in this process. */
@Singleton
final class LocalProvenance implements Provenance {
    private final SigningRules rules;

    LocalProvenance(SigningRules rules) {
        this.rules = rules;
    }

    @Override
    public List<Violation> signatureFindings(Caller caller, Asset asset) {
        return rules.outcomes(caller, asset).stream()
                .flatMap(RuleOutcome::violations)
                .toList();
    }
}
