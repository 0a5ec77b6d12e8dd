// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.TenantId;
import java.util.Optional;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Builds the document of a version. */
final class AssetDocument {
    private final Document document = new Document();
    private final WordAnalyzer words;

    private AssetDocument(WordAnalyzer words) {
        this.words = words;
    }

    /**
     * @param sets what the version is the best of
     * @param vectors finds the vector of a text when it is known
     */
    static Document of(TenantId tenant, Asset asset, int sets, WordAnalyzer words, TextVectors vectors) {
        AssetDocument built = new AssetDocument(words);
        AssetText text = new AssetText(asset);
        built.identity(tenant, asset, sets);
        built.values(asset);
        text.capabilities().forEach(built::capability);
        built.texts(asset, text);
        built.meaning(tenant, text.meaning(asset), vectors);
        return built.document;
    }

    private void identity(TenantId tenant, Asset asset, int sets) {
        String versionKey = VersionKey.of(asset.version());
        exact(Fields.KEY, Fields.key(tenant, asset.id()).text());
        exact(Fields.TENANT, tenant.value());
        exact(
                Fields.GROUP,
                Fields.group(tenant, asset.kind().wireName(), asset.name()).text());
        for (int set = 1; set <= BestVersions.ANY_STATE; set++) {
            if ((sets & (1 << set)) != 0) {
                exact(Fields.BEST, Integer.toString(set));
            }
        }
        document.add(new NumericDocValuesField(Fields.BEST_SETS, sets));
        exact(Fields.ID, asset.id());
        document.add(new BinaryDocValuesField(Fields.ID, new BytesRef(asset.id())));
        document.add(new NumericDocValuesField(Fields.TIE, tie(asset.id())));
        exact(Fields.NAME, asset.name());
        document.add(new SortedDocValuesField(Fields.NAME, new BytesRef(asset.name())));
        exact(Fields.VERSION, asset.version());
        document.add(new SortedDocValuesField(Fields.VERSION_KEY, new BytesRef(versionKey)));
        exact(Fields.DIGEST, asset.digest());
        document.add(new StoredField(Fields.CARD, Card.of(tenant.value(), asset).json()));
    }

    private void values(Asset asset) {
        facet(Fields.KIND, asset.kind().wireName());
        facet(Fields.STATUS, asset.status().wireName());
        facet(Fields.PROVIDER, asset.provider());
        facet(Fields.OWNER, asset.owner());
        facet(Fields.LICENCE, asset.licence());
        asset.tags().forEach(tag -> facet(Fields.TAGS, tag));
        asset.labels().forEach((key, value) -> {
            facet(Fields.LABEL, Fields.pair(key, value));
            exact(Fields.LABEL_KEY, key);
        });
        document.add(new LongField(Fields.CREATED_AT, asset.createdAt().toEpochMilli(), Field.Store.NO));
        document.add(new LongField(Fields.UPDATED_AT, asset.updatedAt().toEpochMilli(), Field.Store.NO));
    }

    private void capability(String name, JsonNode value) {
        exact(Fields.CAPABILITY_KEY, name);
        exact(Fields.CAPABILITY, Fields.pair(name, value.asText()));
        if (value.isNumber()) {
            exact(Fields.NUMBER, Fields.number(name, value.asDouble()));
        }
    }

    private void texts(Asset asset, AssetText text) {
        StringBuilder tags = new StringBuilder(String.join(" ", asset.tags()));
        tags.append(' ').append(asset.kind().wireName());
        asset.labels().values().forEach(value -> tags.append(' ').append(value));
        for (String value : new @Nullable String[] {asset.provider(), asset.owner()}) {
            tags.append(' ').append(value == null ? "" : value);
        }
        analyzed(Fields.NAME_WORDS, asset.name());
        analyzed(Fields.TAG_WORDS, tags.toString());
        analyzed(Fields.EDGE_WORDS, asset.name() + " " + String.join(" ", asset.tags()));
        if (asset.description() != null) {
            analyzed(Fields.DESCRIPTION_WORDS, asset.description());
        }
        analyzed(Fields.SPEC_WORDS, text.words());
    }

    private void meaning(TenantId tenant, String text, TextVectors vectors) {
        Optional<float[]> vector = vectors.find(text);
        if (vector.isPresent()) {
            document.add(new KnnFloatVectorField(Fields.VECTOR, vector.get(), VectorSimilarityFunction.DOT_PRODUCT));
            exact(Fields.VECTOR_STATE, Fields.withVector(tenant).text());
        } else {
            exact(Fields.VECTOR_STATE, Fields.VECTOR_MISSING);
            document.add(new StoredField(Fields.MEANING, text));
        }
    }

    private void exact(String field, String value) {
        document.add(new StringField(field, value, Field.Store.NO));
    }

    private void facet(String field, @Nullable String value) {
        if (value != null) {
            exact(field, value);
            document.add(new SortedSetDocValuesField(field, new BytesRef(value)));
        }
    }

    private void analyzed(String field, String text) {
        document.add(new TextField(field, words.tokenStream(field, text)));
    }

    /** Spreads the 80 random bits of an id over 64; two versions with the same value are as good as impossible. */
    static long tie(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        return hash * 0x9e3779b97f4a7c15L;
    }
}
