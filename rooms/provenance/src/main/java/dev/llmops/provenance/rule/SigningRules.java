// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.rule;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.provenance.ProvenanceEvent;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.Registry.CanonicalAsset;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Conflicts;
import dev.llmops.platform.sql.Database;
import dev.llmops.provenance.signature.AssetDocuments;
import dev.llmops.provenance.signature.AssetDocuments.Judged;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Makes and removes rules, and holds versions against them. */
@Singleton
public final class SigningRules {
    private static final int MAX_RULES = 200;
    private static final int MAX_TEXT = 1_024;
    private static final int MAX_ENTRIES = 20;

    private final Database database;
    private final AssetDocuments documents;
    private final Clock clock;

    public SigningRules(Database database, AssetDocuments documents, Clock clock) {
        this.database = database;
        this.documents = documents;
        this.clock = clock;
    }

    /** A rule that is asked for; what is null applies to all, or demands nothing. */
    @Schema(name = "NewSigningRule")
    public record NewRule(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String namePattern,
            @Nullable Map<String, String> labels,
            @Nullable List<String> signers,
            @Nullable Integer minSignatures,
            @Nullable Integer minLevel) {}

    public SigningRule make(Caller caller, NewRule asked) {
        SigningRule rule = checked(caller, asked);
        try {
            return database.change(caller, (sql, events) -> {
                SigningRuleDao rules = new SigningRuleDao(sql);
                rules.insert(caller.tenant().value(), rule);
                if (rules.all(MAX_RULES + 1).size() > MAX_RULES) {
                    throw new Problem(ErrorCode.CONFLICT, "An organisation has at most " + MAX_RULES + " rules");
                }
                events.append(new ProvenanceEvent.RuleChanged(rule.id(), rule.name(), false));
                return rule;
            });
        } catch (RuntimeException e) {
            if (Conflicts.isUniqueViolation(e, "rule_name")) {
                throw new Problem(ErrorCode.DUPLICATE, "name: '" + rule.name() + "' (expected: a name not yet used)");
            }
            throw e;
        }
    }

    private SigningRule checked(Caller caller, NewRule asked) {
        List<String> signers = asked.signers() == null ? List.of() : asked.signers();
        Map<String, String> labels = asked.labels() == null ? Map.of() : asked.labels();
        if (signers.size() > MAX_ENTRIES || signers.stream().anyMatch(one -> !isText(one) || one.equals("*"))) {
            throw Problem.invalid("signers", signers, "at most " + MAX_ENTRIES + " names, key ids or identities");
        }
        if (labels.size() > MAX_ENTRIES
                || labels.entrySet().stream().anyMatch(one -> !isText(one.getKey()) || !isText(one.getValue()))) {
            throw Problem.invalid("labels", null, "at most " + MAX_ENTRIES + " labels with a text each");
        }
        int minLevel = within("min_level", asked.minLevel(), 0, 3);
        int minSignatures =
                within("min_signatures", asked.minSignatures(), minLevel > 0 && signers.isEmpty() ? 0 : 1, 10);
        if (minSignatures == 0 && minLevel == 0) {
            throw Problem.invalid("min_signatures", 0, "a rule that demands a signature or a SLSA level");
        }
        return new SigningRule(
                Ulids.next(),
                required("name", asked.name()),
                asked.kind() == null ? null : AssetKind.parse(asked.kind()).wireName(),
                asked.namePattern() == null ? null : required("name_pattern", asked.namePattern()),
                labels,
                signers,
                minSignatures,
                minLevel,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                caller.name());
    }

    private static int within(String field, @Nullable Integer value, int otherwise, int max) {
        int given = value == null ? otherwise : value;
        if (given < 0 || given > max) {
            throw Problem.invalid(field, given, "a whole number from 0 to " + max);
        }
        return given;
    }

    private static String required(String field, @Nullable String text) {
        if (text == null || !isText(text)) {
            throw Problem.invalid(field, text, "a text of 1 to " + MAX_TEXT + " characters");
        }
        return text;
    }

    private static boolean isText(@Nullable String text) {
        return text != null && !text.isBlank() && text.length() <= MAX_TEXT && text.indexOf('\0') < 0;
    }

    public List<SigningRule> all(TenantId tenant) {
        return database.read(tenant, sql -> new SigningRuleDao(sql).all(MAX_RULES));
    }

    public void remove(Caller caller, String id) {
        database.<SigningRule>change(caller, (sql, events) -> {
            SigningRule rule = new SigningRuleDao(sql)
                    .delete(id)
                    .orElseThrow(() -> Problem.notFound("id", id, "the id of a rule of your organisation"));
            events.append(new ProvenanceEvent.RuleChanged(id, rule.name(), true));
            return rule;
        });
    }

    /** How a version stands, rule by rule; only those that apply to it. */
    public List<RuleOutcome> outcomes(Caller caller, String assetId) {
        return outcomes(caller, documents.version(caller, assetId));
    }

    private List<RuleOutcome> outcomes(Caller caller, CanonicalAsset version) {
        List<SigningRule> applying = applying(caller, version.asset());
        if (applying.isEmpty()) {
            return List.of();
        }
        List<Judged> judged = documents.all(caller, version);
        return applying.stream().map(rule -> RuleOutcome.of(rule, judged)).toList();
    }

    private List<SigningRule> applying(Caller caller, Asset asset) {
        return all(caller.tenant()).stream()
                .filter(rule -> rule.appliesTo(asset))
                .toList();
    }

    /** The same for the door: no rule, no further look. */
    public List<RuleOutcome> outcomes(Caller caller, Asset asset) {
        return applying(caller, asset).isEmpty() ? List.of() : outcomes(caller, asset.id());
    }
}
