// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Lists over {@code registry.asset}. Every condition is an equality or a range of texts: only those operators are
 * leakproof, so that row-level security lets them use an index. A prefix is the range up to the highest character.
 */
record AssetListDao(Handle sql) {
    private static final String HIGHEST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);
    private static final String NAME_AND_ID = " ";

    Page<Asset> list(AssetFilter filter, PageRequest page) {
        Statement statement = statement(filter, page);
        Query query = sql.createQuery(statement.text());
        statement.values().forEach(query::bind);
        List<Asset> rows = query.bind("limit", page.fetch()).map(AssetRow::read).list();
        return Page.of(rows, page, row -> switch (filter.order()) {
            case NEWEST, OLDEST -> row.id();
            case NAME -> row.name() + NAME_AND_ID + row.id();
        });
    }

    /** A query and what its parameters are bound to, all but {@code limit}. */
    record Statement(String text, Map<String, String> values) {}

    static Statement statement(AssetFilter filter, PageRequest page) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        Map<String, String> values = new HashMap<>();
        if (filter.kind() != null) {
            conditions.add("a.kind = :kind");
            values.put("kind", filter.kind().wireName());
        }
        if (filter.status() != null) {
            conditions.add("a.status = :status");
            values.put("status", filter.status().wireName());
        }
        if (filter.namePrefix() != null) {
            conditions.add("a.name >= :prefix AND a.name < :prefixEnd");
            values.put("prefix", filter.namePrefix());
            values.put("prefixEnd", filter.namePrefix() + HIGHEST_CHARACTER);
        }
        addTerms(filter, conditions, values);
        addCursor(filter.order(), page, conditions, values);
        String text = "SELECT " + AssetDao.COLUMNS + " FROM registry.asset a WHERE " + String.join(" AND ", conditions)
                + " ORDER BY " + orderBy(filter.order()) + " LIMIT :limit";
        return new Statement(text, values);
    }

    private static String orderBy(AssetFilter.Order order) {
        return switch (order) {
            case NEWEST -> "a.id DESC";
            case OLDEST -> "a.id";
            case NAME -> "a.name, a.id";
        };
    }

    private static void addTerms(AssetFilter filter, List<String> conditions, Map<String, String> values) {
        filter.tags().forEach(tag -> addTerm("tag", "t.value = :", tag, conditions, values));
        filter.labels()
                .forEach((key, value) ->
                        addTerm("label", "t.value = :", AssetTerms.label(key, value), conditions, values));
        for (String word : filter.words()) {
            String end = "wordEnd" + values.size();
            values.put(end, word + HIGHEST_CHARACTER);
            addTerm("word", "t.value < :" + end + " AND t.value >= :", word, conditions, values);
        }
    }

    private static void addTerm(
            String field, String comparison, String value, List<String> conditions, Map<String, String> values) {
        String parameter = "term" + values.size();
        values.put(parameter, value);
        conditions.add("EXISTS (SELECT 1 FROM registry.asset_term t WHERE t.tenant = a.tenant AND t.asset_id = a.id"
                + " AND t.field = '" + field + "' AND " + comparison + parameter + ")");
    }

    private static void addCursor(
            AssetFilter.Order order, PageRequest page, List<String> conditions, Map<String, String> values) {
        String after = page.after();
        if (after == null) {
            return;
        }
        int space = after.indexOf(NAME_AND_ID);
        String id = after.substring(space + 1);
        if (!Ulids.isUlid(id) || (space >= 0) != (order == AssetFilter.Order.NAME)) {
            throw Problem.invalid("cursor", null, "the next_cursor of the page before, with the same sort");
        }
        values.put("afterId", id);
        if (space >= 0) {
            values.put("afterName", after.substring(0, space).replace("\0", ""));
        }
        conditions.add(
                switch (order) {
                    case NEWEST -> "a.id < :afterId";
                    case OLDEST -> "a.id > :afterId";
                    case NAME -> "(a.name, a.id) > (:afterName, :afterId)";
                });
    }
}
