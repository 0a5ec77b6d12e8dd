// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.kernel.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue's search. Every match of words looks at the whole catalogue of the tenant, and of no other; without words
 * the catalogue is read in the order of an index.
 */
final class SearchDao {
    private static final int MAX_FACETS = 50;
    // Marks that no text contains; they become tags after everything else was escaped.
    private static final char START = '\u0002';
    private static final char STOP = '\u0003';

    private final Handle sql;

    SearchDao(Handle sql) {
        this.sql = sql;
    }

    List<Catalogue.Hit> page(SearchQuery query, PageRequest request) {
        SearchQuery.After after = request.after() == null ? null : query.after(request.after());
        String order = " ORDER BY " + order(query.sort());
        String page = "SELECT m.id, m.score, m.sort_name, m.published_at FROM " + source(query) + " WHERE true"
                + (query.category() == null ? "" : " AND m.category = :category")
                + (after == null ? "" : " AND " + beyond(query.sort()))
                + order + " LIMIT :fetch";
        Query statement = bind(
                sql.createQuery("SELECT m.score, " + highlights(query) + ", " + ListingDao.COLUMNS + " FROM (" + page
                        + ") m JOIN marketplace.service s ON s.id = m.id" + order),
                query);
        statement.bind("fetch", request.fetch());
        if (after != null) {
            bind(statement, after);
        }
        return statement.map(SearchDao::hit).list();
    }

    /** How many matches each category would have, whatever category is chosen now. */
    Map<String, Long> categories(SearchQuery query) {
        return facet(query.anyCategory(), "m.category");
    }

    /** The most frequent tags among the matches. */
    Map<String, Long> tags(SearchQuery query) {
        return facet(query, "unnest(m.tags)");
    }

    private Map<String, Long> facet(SearchQuery query, String value) {
        Map<String, Long> counts = new LinkedHashMap<>();
        bind(
                        sql.createQuery("SELECT " + value + " AS value, count(*) AS hits FROM " + source(query)
                                + " WHERE true" + (query.category() == null ? "" : " AND m.category = :category")
                                + " GROUP BY 1 ORDER BY hits DESC, value LIMIT " + MAX_FACETS),
                        query)
                .map((row, context) -> Map.entry(row.getString("value"), row.getLong("hits")))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    private static String source(SearchQuery query) {
        String score =
                query.words().isEmpty() ? "0::real" : "ts_rank('{0.05, 0.2, 0.4, 1.0}', document, " + wanted() + ")";
        return "(SELECT id, " + score + " AS score, category, tags, sort_name, published_at FROM marketplace.service"
                + " WHERE state IN ('active', 'deprecated')"
                + (query.words().isEmpty() ? "" : " AND document @@ " + wanted())
                + (query.tags().isEmpty() ? "" : " AND tags @> :tags::text[]") + ") m";
    }

    /** A word counts as it stands and, in English, in its other forms; a stop word counts only as it stands. */
    private static String wanted() {
        return "(to_tsquery('simple', :words) || to_tsquery('english', :words))";
    }

    private static String highlights(SearchQuery query) {
        if (query.words().isEmpty()) {
            return "NULL AS name_hit, NULL AS description_hit";
        }
        String marks = "StartSel=" + START + ",StopSel=" + STOP;
        return "ts_headline('simple', s.name, " + wanted() + ", 'HighlightAll=true," + marks + "') AS name_hit, "
                + "ts_headline('english', s.description, " + wanted()
                + ", 'MaxFragments=2,MaxWords=20,MinWords=8,FragmentDelimiter=\" … \"," + marks
                + "') AS description_hit";
    }

    private static String order(SearchQuery.Sort sort) {
        return switch (sort) {
            case RELEVANCE -> "m.score DESC, m.id DESC";
            case NEWEST -> "m.published_at DESC, m.id DESC";
            case NAME -> "m.sort_name, m.id";
        };
    }

    private static String beyond(SearchQuery.Sort sort) {
        return switch (sort) {
            case RELEVANCE -> "(m.score, m.id) < (:score, :id)";
            case NEWEST -> "(m.published_at, m.id) < (:publishedAt, :id)";
            case NAME -> "(m.sort_name, m.id) > (lower(:name), :id)";
        };
    }

    private static Query bind(Query statement, SearchQuery query) {
        if (query.tsquery() != null) {
            statement.bind("words", query.tsquery());
        }
        if (!query.tags().isEmpty()) {
            statement.bindArray("tags", String.class, query.tags());
        }
        if (query.category() != null) {
            statement.bind("category", query.category());
        }
        return statement;
    }

    private static void bind(Query statement, SearchQuery.After after) {
        statement.bind("id", after.id());
        if (after.score() != null) {
            statement.bind("score", after.score());
        }
        if (after.publishedAt() != null) {
            statement.bind("publishedAt", after.publishedAt());
        }
        if (after.name() != null) {
            statement.bind("name", after.name());
        }
    }

    private static Catalogue.Hit hit(ResultSet row, StatementContext context) throws SQLException {
        return new Catalogue.Hit(
                ListingDao.listing(row, context),
                row.getFloat("score"),
                marked(row.getString("name_hit")),
                marked(row.getString("description_hit")));
    }

    /** Safe to be shown as HTML: nothing but the marks is a tag. */
    static @Nullable String marked(@Nullable String headline) {
        if (headline == null || headline.indexOf(START) < 0) {
            return null;
        }
        return headline.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace(String.valueOf(START), "<mark>")
                .replace(String.valueOf(STOP), "</mark>");
    }
}
