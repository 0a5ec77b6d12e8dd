// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceTree;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a version is found by, as rows of {@code registry.asset_term}. */
final class AssetTerms {
    static final int MAX_WORDS = 2_000;
    static final int MAX_WORD_LENGTH = 64;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");
    /** Not in a label's key, and not in a text that JSON may hold in the database beside it. */
    private static final char KEY_END = '=';

    private AssetTerms() {}

    /** {@code [[field, value], …]}, for one INSERT. */
    static String rows(Asset asset) {
        ArrayNode rows = SourceTree.NODES.arrayNode();
        Set<String> words = words(asset.name());
        if (asset.description() != null) {
            words.addAll(words(asset.description()));
        }
        words.stream()
                .limit(MAX_WORDS)
                .forEach(word -> rows.addArray().add("word").add(word));
        asset.tags().forEach(tag -> rows.addArray().add("tag").add(tag));
        asset.labels().forEach((key, value) -> rows.addArray().add("label").add(label(key, value)));
        if (asset.kind().equals(AssetKind.SERVICE)) {
            rows.addArray().add("model").add(modelOf(asset).toString());
        }
        asset.dependencies().stream()
                .map(dependency -> target(dependency.kind(), dependency.name()))
                .distinct()
                .forEach(target -> rows.addArray().add("needs").add(target));
        return rows.toString();
    }

    /** An asset that is depended on, in whatever version. */
    static String target(AssetKind kind, String name) {
        return kind + " " + name;
    }

    static String label(String key, String value) {
        return key + KEY_END + value;
    }

    /** The model a service stands on. */
    static AssetRef modelOf(Asset service) {
        String model = JsonSource.read(service.spec()).root().path("model").asText();
        return AssetRef.parse(AssetKind.MODEL, model);
    }

    /** Letters and digits in lower case and compatibility form; a longer word counts by its beginning. */
    static Set<String> words(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        Set<String> words = new LinkedHashSet<>();
        Matcher matcher = WORD.matcher(plain);
        while (matcher.find()) {
            String word = matcher.group();
            int length = Math.min(word.codePointCount(0, word.length()), MAX_WORD_LENGTH);
            words.add(word.substring(0, word.offsetByCodePoints(0, length)));
        }
        return words;
    }
}
