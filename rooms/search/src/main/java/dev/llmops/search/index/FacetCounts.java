// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values of some fields over all documents that match. Values are numbered per segment and shared by all
 * organisations, but only numbers met in a matching document are ever turned into words.
 */
public final class FacetCounts {
    private static final Comparator<Value> ORDER =
            Comparator.comparingLong(Value::count).reversed().thenComparing(Value::text);

    private final List<Facet> facets;
    private final Map<String, Map<String, Long>> totals = new HashMap<>();
    private long documents;

    /**
     * One field to count.
     *
     * @param key the label whose values are counted; null counts all of the field
     */
    public record Facet(String name, String field, @Nullable String key) {}

    public record Value(String text, long count) {}

    public FacetCounts(List<Facet> facets) {
        this.facets = List.copyOf(facets);
    }

    void count(IndexSearcher searcher, Query query) throws IOException {
        searcher.search(query, new OneCounter());
    }

    /** How many documents matched. */
    public long documents() {
        return documents;
    }

    /** Per facet the most frequent values. */
    public Map<String, List<Value>> top(int max) {
        Map<String, List<Value>> top = new HashMap<>();
        for (Facet facet : facets) {
            List<Value> values = new ArrayList<>();
            totals.getOrDefault(facet.name(), Map.of()).forEach((text, count) -> values.add(new Value(text, count)));
            values.sort(ORDER);
            top.put(facet.name(), List.copyOf(values.subList(0, Math.min(max, values.size()))));
        }
        return top;
    }

    /** The numbers of one field within one segment. */
    private static final class Segment {
        private final Facet facet;
        private final SortedSetDocValues values;
        private final long first;
        private final int[] counts;

        Segment(Facet facet, SortedSetDocValues values) throws IOException {
            this.facet = facet;
            this.values = values;
            long from = 0;
            long to = values.getValueCount();
            String key = facet.key();
            if (key != null) {
                from = place(values.lookupTerm(new BytesRef(Fields.pair(key, ""))));
                to = place(values.lookupTerm(new BytesRef(Fields.pair(key, "\uffff"))));
            }
            this.first = from;
            this.counts = new int[Math.toIntExact(to - from)];
        }

        private static long place(long found) {
            return found < 0 ? -found - 1 : found;
        }

        void collect(int doc) throws IOException {
            if (!values.advanceExact(doc)) {
                return;
            }
            for (int i = 0; i < values.docValueCount(); i++) {
                long number = values.nextOrd() - first;
                if (number >= 0 && number < counts.length) {
                    counts[(int) number]++;
                }
            }
        }

        void addTo(Map<String, Long> total) throws IOException {
            String key = facet.key();
            int skipped = key == null ? 0 : Fields.pair(key, "").length();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    String text = values.lookupOrd(first + i).utf8ToString().substring(skipped);
                    total.merge(text, (long) counts[i], Long::sum);
                }
            }
        }
    }

    /** A view searches segment by segment on the thread of its request, so one counter is all there is. */
    private final class OneCounter implements CollectorManager<Counter, Long> {
        @Override
        public Counter newCollector() {
            return new Counter();
        }

        @Override
        public Long reduce(Collection<Counter> counters) {
            return documents;
        }
    }

    private final class Counter extends SimpleCollector {
        private final List<Segment> segments = new ArrayList<>();

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            segments.clear();
            for (Facet facet : facets) {
                SortedSetDocValues values = context.reader().getSortedSetDocValues(facet.field());
                if (values != null) {
                    segments.add(new Segment(facet, values));
                }
            }
        }

        @Override
        public void collect(int doc) throws IOException {
            documents++;
            for (Segment segment : segments) {
                segment.collect(doc);
            }
        }

        @Override
        public void finish() throws IOException {
            for (Segment segment : segments) {
                segment.addTo(totals.computeIfAbsent(segment.facet.name(), any -> new HashMap<>()));
            }
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }
}
