// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** A version whose text was not encoded yet. */
record PendingMeaning(TenantId tenant, String id, String text) {
    static List<PendingMeaning> find(IndexSearcher searcher, int max) throws IOException {
        List<PendingMeaning> pending = new ArrayList<>();
        TermQuery missing = new TermQuery(new Term(Fields.VECTOR_STATE, Fields.VECTOR_MISSING));
        for (ScoreDoc found : searcher.search(missing, max).scoreDocs) {
            Document document = searcher.storedFields().document(found.doc);
            Card card = Card.parse(document.get(Fields.CARD));
            pending.add(new PendingMeaning(new TenantId(card.tenant()), card.id(), document.get(Fields.MEANING)));
        }
        return pending;
    }
}
