// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchRequest.Sort;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.search.index.FacetCounts.Facet;
import dev.llmops.search.index.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that makes sense: read, checked and completed before the index is touched.
 *
 * @param fingerprint what the cursors of this list carry
 */
record Plan(
        SearchRequest request,
        @Nullable Asked asked,
        Sort sort,
        List<Facet> facets,
        @Nullable PageCursor cursor,
        int fingerprint) {
    private static final int MAX_FACETS = 20;
    private static final String LABEL = "label.";
    private static final Set<String> FACETS =
            Set.of(Fields.KIND, Fields.STATUS, Fields.PROVIDER, Fields.OWNER, Fields.LICENCE, Fields.TAGS);

    Plan {
        facets = List.copyOf(facets);
    }

    static Plan of(SearchRequest request) {
        if (request.limit() < 1 || request.limit() > PageRequest.MAX_LIMIT) {
            throw Problem.invalid("limit", request.limit(), "a whole number from 1 to " + PageRequest.MAX_LIMIT);
        }
        Asked asked = Asked.parse("q", request.text());
        Sort sort = sort(request, asked);
        Mode mode = request.mode();
        if (mode != null && mode != Mode.TEXT) {
            if (asked == null) {
                throw Problem.invalid("q", null, "a text whose meaning is searched for");
            }
            if (sort != Sort.RELEVANCE) {
                throw Problem.invalid("sort", sort.wireName(), "relevance, or mode=text");
            }
        }
        int fingerprint = PageCursor.fingerprint(request, sort);
        String cursor = Finder.blankToNull(request.cursor());
        return new Plan(
                request,
                asked,
                sort,
                facets(request.facets()),
                cursor == null ? null : PageCursor.decode(cursor, fingerprint),
                fingerprint);
    }

    private static Sort sort(SearchRequest request, @Nullable Asked asked) {
        Sort sort = request.sort();
        return sort != null ? sort : asked == null ? Sort.NEWEST : Sort.RELEVANCE;
    }

    private static List<Facet> facets(List<String> names) {
        if (names.size() > MAX_FACETS) {
            throw Problem.invalid("facets", names.size() + " fields", "at most " + MAX_FACETS + " fields");
        }
        List<Facet> facets = new ArrayList<>();
        for (String name : names) {
            if (FACETS.contains(name)) {
                facets.add(new Facet(name, name, null));
            } else if (name.startsWith(LABEL) && name.length() > LABEL.length() && name.length() < 256) {
                facets.add(new Facet(name, Fields.LABEL, name.substring(LABEL.length())));
            } else {
                throw new Problem(
                        ErrorCode.UNKNOWN_FILTER,
                        Violation.of("facets", name, "kind, status, provider, owner, licence, tags or label.KEY"));
            }
        }
        return facets;
    }

    /** The text by which the meaning is searched. */
    String meaning() {
        return String.valueOf(request.text()).strip();
    }
}
