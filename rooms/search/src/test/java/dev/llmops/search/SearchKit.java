// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.search.Condition;
import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchRequest.Sort;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.contracts.search.SearchResult.Hit;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.search.index.IndexKeeper;
import dev.llmops.search.meaning.Meanings;
import dev.llmops.search.meaning.TextEncoder;
import dev.llmops.search.query.Finder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A running index over a catalogue in memory. Meanings are words counted: near is what shares words. */
public final class SearchKit implements AutoCloseable {
    public final Catalogue catalogue;
    public final TenantId tenant;
    public final TenantId other = new TenantId(Ulids.next());
    public final IndexKeeper keeper;
    public final Finder finder;
    public final AtomicInteger encoded = new AtomicInteger();
    private final Meanings meanings;

    public SearchKit(Path home) {
        this(home, new Catalogue(), new TenantId(Ulids.next()));
    }

    public SearchKit(Path home, Catalogue catalogue, TenantId tenant) {
        this.catalogue = catalogue;
        this.tenant = tenant;
        this.meanings = new Meanings(() -> (TextEncoder) this::countWords);
        this.keeper = new IndexKeeper(home.resolve("search"), catalogue, catalogue, meanings, Clock.systemUTC());
        this.finder = new Finder(keeper, meanings);
        keeper.start();
    }

    private float[] countWords(String text) {
        encoded.incrementAndGet();
        float[] vector = new float[TextEncoder.DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)) {
            if (!word.isEmpty()) {
                vector[Math.floorMod(word.hashCode(), vector.length)]++;
            }
        }
        double square = 1e-9;
        for (float value : vector) {
            square += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(square));
        }
        return vector;
    }

    /** A request that sees everything written before. */
    public static SearchRequest request(@Nullable String text, @Nullable Condition filter, @Nullable Mode mode) {
        return new SearchRequest(text, filter, mode, null, false, List.of(), false, false, 50, null, "now");
    }

    public static SearchRequest sorted(SearchRequest from, Sort sort, boolean allVersions, int limit) {
        return new SearchRequest(
                from.text(),
                from.filter(),
                from.mode(),
                sort,
                allVersions,
                from.facets(),
                from.highlight(),
                from.explain(),
                limit,
                from.cursor(),
                from.after());
    }

    public static SearchRequest next(SearchRequest from, @Nullable String cursor) {
        return new SearchRequest(
                from.text(),
                from.filter(),
                from.mode(),
                from.sort(),
                from.allVersions(),
                from.facets(),
                from.highlight(),
                from.explain(),
                from.limit(),
                cursor,
                from.after());
    }

    public SearchResult search(SearchRequest request) {
        awaitIndex();
        return finder.search(tenant, request);
    }

    public List<String> names(@Nullable String text) {
        return names(text, null);
    }

    public List<String> names(@Nullable String text, @Nullable Condition filter) {
        return search(request(text, filter, Mode.TEXT)).hits().stream()
                .map(Hit::name)
                .toList();
    }

    /** Waits until there is something to answer from. */
    public void awaitIndex() {
        Eventually.holds("there is an index", () -> {
            try {
                keeper.served().view(tenant).close();
                return true;
            } catch (Problem e) {
                if (e.code() != ErrorCode.INDEX_REBUILDING) {
                    throw e;
                }
                return false;
            } catch (java.io.IOException e) {
                return false;
            }
        });
    }

    /** Waits until the index stands and the meaning of everything is known. */
    public IndexState awaitMeanings() {
        awaitIndex();
        Eventually.holds("all meanings are known", () -> {
            IndexState state = finder.state(tenant);
            return state.state() == IndexState.State.READY
                    && state.documents() > 0
                    && state.vectors() == state.documents();
        });
        return finder.state(tenant);
    }

    @Override
    public void close() {
        keeper.stop();
        meanings.close();
    }
}
