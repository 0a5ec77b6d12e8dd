// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchRequest.Sort;
import dev.llmops.kernel.Problem;
import java.util.Base64;
import java.util.Objects;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: what its last hit was ordered by. It names the request it belongs to and how that was searched, so
 * that the next page is of the same list even when meanings became known in between.
 *
 * @param value the first key of the order, null when the hit had none
 * @param tie the second
 */
record PageCursor(int request, Mode mode, @Nullable String value, long tie) {
    private static final String NONE = "\u0000";
    private static final String EXPECTED = "the next_cursor of the page before, of the same request";

    /** What a cursor must fit: everything but the page itself. */
    static int fingerprint(SearchRequest request, Sort sort) {
        return Objects.hash(
                String.valueOf(request.text()),
                String.valueOf(request.filter()),
                String.valueOf(request.mode()),
                sort.wireName(),
                request.allVersions());
    }

    String encode() {
        String all = request + "\n" + mode.name() + "\n" + tie + "\n" + (value == null ? NONE : value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all.getBytes(UTF_8));
    }

    static PageCursor decode(String text, int request) {
        PageCursor cursor = null;
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split("\n", 4);
            if (parts.length == 4) {
                cursor = new PageCursor(
                        Integer.parseInt(parts[0]),
                        Mode.valueOf(parts[1]),
                        parts[3].equals(NONE) ? null : parts[3],
                        Long.parseLong(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal below
        }
        if (cursor == null || cursor.request() != request) {
            throw Problem.invalid("cursor", text, EXPECTED);
        }
        return cursor;
    }

    static PageCursor of(int request, Mode mode, FieldDoc last) {
        Object value = last.fields[0];
        String text =
                switch (value) {
                    case null -> null;
                    case BytesRef bytes -> bytes.utf8ToString();
                    default -> value.toString();
                };
        return new PageCursor(request, mode, text, (Long) last.fields[1]);
    }

    /** What Lucene continues after. */
    FieldDoc after(Sort sort) {
        String key = value;
        try {
            Object first =
                    switch (sort) {
                        case RELEVANCE -> Float.valueOf(String.valueOf(key));
                        case NEWEST, OLDEST, UPDATED, LEAST_UPDATED -> Long.valueOf(String.valueOf(key));
                        case NAME, NAME_DESCENDING, VERSION, VERSION_DESCENDING -> new BytesRef(String.valueOf(key));
                    };
            return new FieldDoc(Integer.MAX_VALUE, Float.NaN, new Object[] {first, tie});
        } catch (NumberFormatException e) {
            throw Problem.invalid("cursor", null, EXPECTED);
        }
    }
}
