// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import dev.llmops.contracts.search.Condition;
import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import dev.llmops.search.index.AssetIndex;
import dev.llmops.search.index.IndexKeeper;
import dev.llmops.search.meaning.Meanings;
import dev.llmops.search.query.Finder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Search by words, labels and meaning over 100,000 versions, and without {@code --quick} over a million. The room's own
 * code indexes and answers, in this process and in its small heap; HTTP and JSON are not in the figures.
 */
final class SearchBench {
    private static final int SMALL = 100_000;
    private static final int LARGE = 1_000_000;
    private static final int BATCH = 1_000;
    private static final EventPosition END = new EventPosition(1, 1, 1);

    private final boolean quick;
    private final Report report;

    SearchBench(boolean quick, Report report) {
        this.quick = quick;
        this.report = report;
    }

    void run() throws IOException {
        try (Meanings meanings = new Meanings()) {
            say("encoding the base texts");
            SearchCatalogue catalogue = new SearchCatalogue(meanings::ofQuery);
            measure(catalogue, meanings, SMALL);
            if (!quick) {
                measure(catalogue, meanings, LARGE);
            }
        }
        report.remark(
                "vectors of documents: real encodings of the base texts with noise; of queries: the real encoder");
        report.remark("latencies are of the room's code in this process, one request at a time, HTTP left out");
    }

    private void measure(SearchCatalogue catalogue, Meanings meanings, int size) throws IOException {
        Path home = Files.createTempDirectory("llmops-bench-search");
        try {
            load(catalogue, home, size);
            IndexKeeper keeper = new IndexKeeper(home, catalogue, new QuietLog(END), meanings, Clock.systemUTC());
            keeper.start();
            try {
                new Questions(catalogue, new Finder(keeper, meanings), meanings, size).ask();
            } finally {
                keeper.stop();
            }
        } finally {
            Machine.delete(home);
        }
    }

    private void load(SearchCatalogue catalogue, Path home, int size) throws IOException {
        long began = System.nanoTime();
        try (AssetIndex index = AssetIndex.open(home.resolve("index-1"), catalogue, catalogue)) {
            for (int from = 0; from < size; from += BATCH) {
                Map<TenantId, List<String>> ids = new LinkedHashMap<>();
                for (int i = from; i < Math.min(size, from + BATCH); i++) {
                    ids.computeIfAbsent(SearchCatalogue.tenantOf(i), any -> new ArrayList<>())
                            .add(SearchCatalogue.id(i));
                }
                for (Map.Entry<TenantId, List<String>> entry : ids.entrySet()) {
                    index.apply(entry.getKey(), entry.getValue());
                }
                if (from % 50_000 == 0) {
                    index.publish();
                    index.commit();
                    say(String.format(Locale.ROOT, "%,d of %,d versions indexed", from, size));
                }
            }
            index.seen(END);
            index.completed();
            index.publish();
            index.commit();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        report.add(new Figure(named("search.indexed_per_second", size), size / seconds, "1/s", null, null, 0));
    }

    private static String named(String figure, int size) {
        return size == LARGE ? figure + "_1m" : figure;
    }

    /** Asks an index of one size. */
    private final class Questions {
        private final SearchCatalogue catalogue;
        private final Finder finder;
        private final Meanings meanings;
        private final int size;
        private final Random random = new Random(42);
        /** While what was timed last. */
        private double foreign;

        Questions(SearchCatalogue catalogue, Finder finder, Meanings meanings, int size) {
            this.catalogue = catalogue;
            this.finder = finder;
            this.meanings = meanings;
            this.size = size;
        }

        void ask() {
            awaitIndex();
            int count = quick ? 400 : 800;
            time("warm-up", requests(count, Mode.TEXT, 0));
            time("warm-up", requests(count / 4, Mode.HYBRID, 0));
            double words = time("search.words_p95_ms", requests(count, Mode.TEXT, 1));
            double labels = time("search.label_p95_ms", requests(count, Mode.TEXT, 2));
            time("search.facets_p95_ms", requests(count / 4, Mode.TEXT, 3));
            time("search.prefix_p95_ms", requests(count, Mode.TEXT, 4));
            List<SearchRequest> both = new ArrayList<>(requests(count, Mode.TEXT, 1));
            both.addAll(requests(count, Mode.TEXT, 2));
            double all = time(null, both);
            report.add(
                    new Figure(named("search.p95_ms", size), all, "ms", size == LARGE ? 100.0 : 20.0, null, foreign));
            say(String.format(Locale.ROOT, "words %.1f ms, labels %.1f ms", words, labels));
            double hybrid = time(null, requests(count / 2, Mode.HYBRID, 1));
            String name = size == LARGE ? "search.hybrid_p95_ms" : "search.hybrid_p95_ms_100k";
            report.add(new Figure(name, hybrid, "ms", 100.0, null, foreign));
            if (size == SMALL) {
                recall();
            }
            report.add(new Figure(
                    named("search.pss_mb", size),
                    Machine.pssBytes(ProcessHandle.current().pid()) / 1e6,
                    "MB",
                    null,
                    null,
                    0));
        }

        private void awaitIndex() {
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (finder.state(SearchCatalogue.TENANT).state() != IndexState.State.READY) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the index does not stand within two minutes");
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }

        /** p95 in milliseconds; reported under the name when there is one. */
        private double time(@Nullable String name, List<SearchRequest> requests) {
            CpuMeter meter = new CpuMeter().watch("bench", ProcessHandle.current());
            meter.start();
            long[] nanos = new long[requests.size()];
            long hits = 0;
            for (int i = 0; i < nanos.length; i++) {
                long began = System.nanoTime();
                SearchResult result = finder.search(SearchCatalogue.TENANT, requests.get(i));
                nanos[i] = System.nanoTime() - began;
                hits += result.hits().size();
            }
            if (hits == 0) {
                throw new IllegalStateException("nothing was found, so nothing was measured: " + name);
            }
            foreign = meter.stop(0).foreign();
            Arrays.sort(nanos);
            double p95 = nanos[(int) (nanos.length * 0.95)] / 1e6;
            if (name != null && !name.equals("warm-up")) {
                report.add(new Figure(named(name, size), p95, "ms", null, null, foreign));
            }
            return p95;
        }

        /** Form: 0 mixed, 1 words, 2 labels, 3 words with facets, 4 unfinished words. */
        private List<SearchRequest> requests(int count, Mode mode, int form) {
            List<SearchRequest> requests = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int kind = form == 0 ? 1 + i % 4 : form;
                String text = kind == 2 ? null : text(kind == 4);
                Condition filter = kind == 2 ? labels() : i % 3 == 0 ? published() : null;
                List<String> facets =
                        kind == 3 ? List.of("kind", "status", "provider", "tags", "label.team") : List.of();
                requests.add(new SearchRequest(
                        text,
                        filter,
                        text == null ? Mode.TEXT : mode,
                        null,
                        false,
                        facets,
                        true,
                        false,
                        20,
                        null,
                        null));
            }
            return requests;
        }

        private String text(boolean unfinished) {
            SearchCatalogue.Base base =
                    catalogue.bases().get(random.nextInt(catalogue.bases().size()));
            String[] words = (base.name() + " " + base.description()).split("[^A-Za-z0-9]+", -1);
            List<String> chosen = new ArrayList<>();
            int wanted = 1 + random.nextInt(3);
            for (int i = 0; i < 20 && chosen.size() < wanted; i++) {
                String word = words[random.nextInt(words.length)];
                if (word.length() > 2) {
                    chosen.add(word);
                }
            }
            String text = chosen.isEmpty() ? "chat" : String.join(" ", chosen);
            return unfinished ? text.substring(0, Math.max(2, text.length() - 2)) : text + " ";
        }

        private Condition labels() {
            return new Condition.All(List.of(
                    new Condition.In("label.team", List.of("team-" + random.nextInt(SearchCatalogue.TEAMS))),
                    new Condition.In("label.tier", List.of("gold")),
                    published()));
        }

        private static Condition published() {
            return new Condition.In("status", List.of("published"));
        }

        /** How many of the ten nearest are found where the filter keeps a twentieth of the index: the other organisation. */
        private void recall() {
            int found = 0;
            int asked = 0;
            for (int i = 0; i < 20; i++) {
                String text = text(false).strip();
                Set<String> exact = nearest(text);
                SearchRequest request = new SearchRequest(
                        text, null, Mode.SEMANTIC, null, true, List.of(), false, false, 10, null, null);
                asked += exact.size();
                exact.retainAll(new HashSet<>(finder.search(SearchCatalogue.SMALL_TENANT, request).hits().stream()
                        .map(SearchResult.Hit::id)
                        .toList()));
                found += exact.size();
            }
            report.add(new Figure("search.filtered_recall_at_10", (double) found / asked, "", null, null, 0));
        }

        private Set<String> nearest(String text) {
            float[] query = meanings.ofQuery(text);
            record Near(String id, double cosine) {}
            PriorityQueue<Near> best = new PriorityQueue<>((a, b) -> Double.compare(a.cosine(), b.cosine()));
            for (int number = 7; number < size; number += 20) {
                int named = number % 10 == 9 ? number - 1 : number;
                float[] vector = catalogue.vector(named);
                double cosine = 0;
                for (int i = 0; i < vector.length; i++) {
                    cosine += vector[i] * query[i];
                }
                best.add(new Near(SearchCatalogue.id(number), cosine));
                if (best.size() > 10) {
                    best.poll();
                }
            }
            Set<String> ids = new HashSet<>();
            best.stream().filter(near -> near.cosine() > 0.2).forEach(near -> ids.add(near.id()));
            return ids;
        }
    }

    private static void say(String text) {
        System.err.println("llmops bench: " + text);
    }
}
