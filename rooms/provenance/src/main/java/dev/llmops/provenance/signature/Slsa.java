// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.provenance.envelope.InTotoStatement;
import dev.llmops.provenance.trust.Builder;
import dev.llmops.provenance.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The SLSA v1 build level that provenance reaches (slsa.dev/spec/v1.0/levels), and why not a higher one. A level is reached
 * when all requirements up to it are met.
 *
 * @param level 0 to 3
 * @param builderId who built, as the provenance says
 */
@Schema(name = "SlsaAssessment")
public record Slsa(
        int level, @Nullable String builderId, @Nullable String buildType, List<Requirement> requirements) {
    private static final String PROVENANCE = "https://slsa.dev/provenance/";
    private static final Set<String> VERSIONS = Set.of("v1", "v0.2");
    private static final int HIGHEST = 3;

    public Slsa {
        requirements = List.copyOf(requirements);
    }

    /** One line of the assessment. */
    @Schema(name = "SlsaRequirement")
    public record Requirement(String name, int level, boolean met, String message) {}

    static boolean isProvenance(InTotoStatement statement) {
        String type = statement.predicateType();
        return type.startsWith(PROVENANCE) && VERSIONS.contains(type.substring(PROVENANCE.length()));
    }

    static Slsa assess(InTotoStatement statement, Verdict verdict, Set<String> digests, List<Builder> builders) {
        JsonNode predicate = statement.predicate();
        boolean first = predicate.has("buildDefinition");
        String builderId = (first ? predicate.at("/runDetails/builder/id") : predicate.at("/builder/id")).asText("");
        String buildType =
                (first ? predicate.at("/buildDefinition/buildType") : predicate.path("buildType")).asText("");
        Optional<Builder> builder =
                builders.stream().filter(one -> one.isMeantBy(builderId)).findFirst();
        List<Requirement> lines = new ArrayList<>();
        lines.add(exists(statement, builderId, buildType));
        lines.add(subject(statement, digests));
        lines.add(authentic(verdict));
        lines.add(known(builder, builderId));
        lines.add(generated(builder, verdict, builderId));
        lines.add(hardened(builder));
        return new Slsa(
                level(lines), builderId.isEmpty() ? null : builderId, buildType.isEmpty() ? null : buildType, lines);
    }

    private static int level(List<Requirement> lines) {
        for (int level = 1; level <= HIGHEST; level++) {
            int reached = level;
            if (lines.stream().anyMatch(line -> line.level() == reached && !line.met())) {
                return level - 1;
            }
        }
        return HIGHEST;
    }

    private static Requirement exists(InTotoStatement statement, String builderId, String buildType) {
        boolean met = isProvenance(statement) && !builderId.isEmpty() && !buildType.isEmpty();
        return new Requirement(
                "provenance_exists",
                1,
                met,
                met
                        ? "There is SLSA provenance that names builder and build type."
                        : "This is no SLSA provenance v1 or v0.2 with a builder and a build type, but "
                                + statement.predicateType() + ".");
    }

    private static Requirement subject(InTotoStatement statement, Set<String> digests) {
        boolean met = statement.subjects().stream()
                .anyMatch(subject -> digests.contains(subject.digests().getOrDefault("sha256", "")));
        return new Requirement(
                "subject_matches",
                1,
                met,
                met
                        ? "It is about this version or one of its contents."
                        : "None of its " + statement.subjects().size()
                                + " subjects has the digest of this version or of one of its contents.");
    }

    private static Requirement authentic(Verdict verdict) {
        return new Requirement(
                "authentic",
                2,
                verdict.holds(),
                verdict.holds()
                        ? "Its signature is valid, by " + String.join(", ", verdict.signers()) + "."
                        : "Its signature is " + verdict.state().wireName() + ": "
                                + String.join(" ", verdict.reasons()));
    }

    private static Requirement known(Optional<Builder> builder, String builderId) {
        boolean met = builder.isPresent() && builder.get().maxLevel() >= 2;
        String message = builder.map(
                        one -> "Your organisation believes " + builderId + " up to level " + one.maxLevel() + ".")
                .orElse("Your organisation knows no builder " + builderId + "; an administrator may name it.");
        return new Requirement("builder_known", 2, met, message);
    }

    private static Requirement generated(Optional<Builder> builder, Verdict verdict, String builderId) {
        boolean met = verdict.holds()
                && builder.filter(one -> one.isSpokenForBy(verdict.signers(), verdict.keyId(), builderId))
                        .isPresent();
        return new Requirement(
                "service_generated",
                2,
                met,
                met
                        ? "The build service itself signed it, not the one who asked for the build."
                        : "It is not shown that the build service itself signed: the signer is "
                                + (verdict.signers().isEmpty() ? "unknown" : String.join(", ", verdict.signers()))
                                + ".");
    }

    private static Requirement hardened(Optional<Builder> builder) {
        boolean met = builder.isPresent() && builder.get().maxLevel() >= HIGHEST;
        return new Requirement(
                "builder_hardened",
                HIGHEST,
                met,
                met
                        ? "Your organisation believes that the service keeps builds apart and its keys from them."
                        : "Your organisation does not believe that the service keeps builds apart and its keys from them.");
    }
}
