// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.TenantId;
import dev.llmops.search.index.BestVersions.Version;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** What the index knows of the versions of an asset, for the marks of the best ones. */
record StoredVersions(IndexSearcher searcher) {
    Map<String, Version> of(Term group) throws IOException {
        Map<String, Version> versions = new HashMap<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            PostingsEnum documents = leaf.reader().postings(group, PostingsEnum.NONE);
            if (documents != null) {
                collect(leaf.reader(), documents, versions);
            }
        }
        return versions;
    }

    private static void collect(LeafReader reader, PostingsEnum documents, Map<String, Version> versions)
            throws IOException {
        BinaryDocValues ids = DocValues.getBinary(reader, Fields.ID);
        SortedSetDocValues states = DocValues.getSortedSet(reader, Fields.STATUS);
        SortedDocValues keys = DocValues.getSorted(reader, Fields.VERSION_KEY);
        NumericDocValues sets = DocValues.getNumeric(reader, Fields.BEST_SETS);
        for (int doc = documents.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = documents.nextDoc()) {
            boolean live = reader.getLiveDocs() == null || reader.getLiveDocs().get(doc);
            if (live
                    && ids.advanceExact(doc)
                    && states.advanceExact(doc)
                    && keys.advanceExact(doc)
                    && sets.advanceExact(doc)) {
                String id = ids.binaryValue().utf8ToString();
                AssetStatus status =
                        AssetStatus.parse(states.lookupOrd(states.nextOrd()).utf8ToString());
                String key = keys.lookupOrd(keys.ordValue()).utf8ToString();
                versions.put(id, new Version(id, status, key, (int) sets.longValue()));
            }
        }
    }

    Optional<Term> groupOf(Term key) throws IOException {
        ScoreDoc[] found = searcher.search(new TermQuery(key), 1).scoreDocs;
        if (found.length == 0) {
            return Optional.empty();
        }
        Card card = Card.parse(searcher.storedFields().document(found[0].doc).get(Fields.CARD));
        return Optional.of(Fields.group(new TenantId(card.tenant()), card.kind(), card.name()));
    }
}
