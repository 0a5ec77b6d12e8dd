// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/** Forms and sizes of what is listed; all faults at once. */
final class ListingRules {
    static final Set<String> CATEGORIES = new LinkedHashSet<>(List.of(
            "text_generation",
            "chat",
            "embeddings",
            "classification",
            "summarization",
            "translation",
            "question_answering",
            "code_generation",
            "image_generation",
            "speech",
            "rerank",
            "moderation",
            "agent",
            "tool",
            "prompt",
            "dataset",
            "evaluation_suite",
            "other"));

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{2,254}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9._-]{0,49}");
    private static final Pattern UPSTREAM = Pattern.compile("[a-z0-9-]{1,64}");
    private static final int MAX_TAGS = 20;

    private final List<Violation> faults = new ArrayList<>();

    private ListingRules() {}

    static List<Violation> faults(String slug, String version, Listing.Texts texts, Listing.Target target) {
        ListingRules rules = new ListingRules();
        rules.names(slug, version);
        rules.texts(texts);
        rules.target(target);
        return rules.faults;
    }

    private void names(String slug, String version) {
        check(
                SLUG.matcher(slug).matches(),
                "slug",
                slug,
                "3 to 255 characters of a-z, 0-9 and -, the first no -, such as support-chat");
        check(Semver.isValid(version), "version", version, "SemVer 2.0, such as 1.4.0");
    }

    private void texts(Listing.Texts texts) {
        check(!texts.name().isBlank() && texts.name().length() <= 255, "name", texts.name(), "1 to 255 characters");
        check(texts.description().length() <= 4_000, "description", texts.description(), "at most 4,000 characters");
        check(texts.readme().length() <= 65_536, "readme", texts.readme(), "at most 65,536 characters");
        check(
                CATEGORIES.contains(texts.category()),
                "category",
                texts.category(),
                "one of " + String.join(", ", CATEGORIES));
        check(texts.tags().size() <= MAX_TAGS, "tags", texts.tags().size() + " tags", "at most " + MAX_TAGS + " tags");
        for (String tag : texts.tags()) {
            check(
                    TAG.matcher(tag).matches(),
                    "tags",
                    tag,
                    "1 to 50 characters of a-z, 0-9, '.', '_' and '-', such as german");
        }
        for (String text : List.of(texts.name(), texts.description(), texts.readme())) {
            check(text.indexOf('\0') < 0, "text", null, "text without the character U+0000");
        }
    }

    private void target(Listing.Target target) {
        try {
            AssetRef.parse(AssetKind.MODEL, target.model());
        } catch (Problem refusal) {
            faults.addAll(refusal.violations());
        }
        check(
                target.model().length() <= 400 && target.model().indexOf('\0') < 0,
                "model",
                target.model(),
                "name@version of at most 400 characters");
        check(
                UPSTREAM.matcher(target.upstream()).matches(),
                "upstream",
                target.upstream(),
                "the name of an upstream: 1 to 64 characters of a-z, 0-9 and -");
        check(
                !target.upstreamModel().isBlank()
                        && target.upstreamModel().length() <= 255
                        && target.upstreamModel().chars().noneMatch(Character::isISOControl),
                "upstream_model",
                target.upstreamModel().isBlank() ? null : target.upstreamModel(),
                "what the upstream calls the model, 1 to 255 characters");
    }

    private void check(boolean holds, String field, @Nullable String value, String expected) {
        if (!holds) {
            faults.add(new Violation(field, value, expected));
        }
    }
}
