// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceTree;
import java.text.Normalizer;
import java.util.Collection;
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

    /** {@code [[id, field, value], …]}, for one INSERT. The words are those of the name. */
    static String rows(Collection<Asset> assets) {
        ArrayNode rows = SourceTree.NODES.arrayNode();
        for (Asset asset : assets) {
            words(asset.name()).stream().limit(MAX_WORDS).forEach(word -> add(rows, asset, "word", word));
            asset.tags().forEach(tag -> add(rows, asset, "tag", tag));
            asset.labels().forEach((key, value) -> add(rows, asset, "label", label(key, value)));
            if (asset.kind().equals(AssetKind.SERVICE)) {
                add(rows, asset, "model", modelOf(asset).toString());
            }
        }
        return rows.toString();
    }

    private static void add(ArrayNode rows, Asset asset, String field, String value) {
        rows.addArray().add(asset.id()).add(field).add(value);
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
