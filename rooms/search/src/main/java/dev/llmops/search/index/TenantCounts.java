// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/** Counts that every answer carries, kept as long as the index stays the same. */
final class TenantCounts {
    private static final int MAX = 2_000;

    private @Nullable IndexSearcher of;
    private final Map<Term, Long> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Term, Long> eldest) {
            return size() > MAX;
        }
    };

    long of(IndexSearcher searcher, Term term) throws IOException {
        synchronized (this) {
            if (!searcher.equals(of)) {
                known.clear();
                of = searcher;
            }
            Long count = known.get(term);
            if (count != null) {
                return count;
            }
        }
        long count = searcher.count(new TermQuery(term));
        synchronized (this) {
            if (searcher.equals(of)) {
                known.put(term, count);
            }
        }
        return count;
    }
}
