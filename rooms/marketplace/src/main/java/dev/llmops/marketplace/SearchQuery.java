// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.kernel.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for. Every word must occur, as the beginning of a word; letter case and, in descriptions, English
 * word forms do not matter.
 *
 * @param words at most 16 runs of letters and digits
 * @param tags all of them must be there
 */
record SearchQuery(List<String> words, @Nullable String category, List<String> tags, Sort sort) {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final int MAX_LENGTH = 400;
    private static final int MAX_WORDS = 16;
    private static final int MAX_TAGS = 20;

    enum Sort {
        RELEVANCE,
        NEWEST,
        NAME;

        static Sort parse(String text) {
            for (Sort sort : values()) {
                if (sort.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return sort;
                }
            }
            throw Problem.invalid("sort", text, "relevance, newest or name");
        }
    }

    SearchQuery {
        words = List.copyOf(words);
        tags = List.copyOf(tags);
    }

    static SearchQuery of(
            @Nullable String text, @Nullable String category, List<String> tags, @Nullable String sortName) {
        String wanted = Objects.requireNonNullElse(text, "");
        if (wanted.length() > MAX_LENGTH) {
            throw Problem.invalid("q", wanted, "at most " + MAX_LENGTH + " characters");
        }
        if (tags.size() > MAX_TAGS) {
            throw Problem.invalid("tag", tags.size() + " tags", "at most " + MAX_TAGS);
        }
        if (category != null && !ListingRules.CATEGORIES.contains(category)) {
            throw Problem.invalid("category", category, "one of " + String.join(", ", ListingRules.CATEGORIES));
        }
        if (tags.stream().anyMatch(tag -> tag.indexOf('\0') >= 0)) {
            throw Problem.invalid("tag", null, "a tag, such as german");
        }
        List<String> words = words(wanted);
        if (words.isEmpty() && !wanted.isBlank()) {
            throw Problem.invalid("q", wanted, "at least one letter or digit");
        }
        Sort sort = sortName == null ? Sort.RELEVANCE : Sort.parse(sortName);
        // Without words nothing is more relevant than the other.
        return new SearchQuery(words, category, tags, words.isEmpty() && sort == Sort.RELEVANCE ? Sort.NEWEST : sort);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find() && words.size() < MAX_WORDS) {
            words.add(matcher.group());
        }
        return words;
    }

    /** In PostgreSQL's notation; letters and digits only, so nothing in it can be an operator. Null when all match. */
    @Nullable
    String tsquery() {
        return words.isEmpty() ? null : words.stream().map(word -> word + ":*").collect(Collectors.joining(" & "));
    }

    SearchQuery anyCategory() {
        return new SearchQuery(words, null, tags, sort);
    }

    String keyAfter(Catalogue.Hit hit) {
        Listing listing = hit.listing();
        String value =
                switch (sort) {
                    case RELEVANCE -> Float.toString(hit.score());
                    case NEWEST -> String.valueOf(listing.publishedAt());
                    case NAME -> listing.texts().name();
                };
        return sort.name() + " " + listing.id() + " " + value;
    }

    /** Where the page before ended. */
    After after(String cursor) {
        String[] parts = cursor.split(" ", 3);
        if (parts.length == 3 && parts[0].equals(sort.name())) {
            try {
                return switch (sort) {
                    case RELEVANCE -> new After(parts[1], Float.parseFloat(parts[2]), null, null);
                    case NEWEST -> new After(parts[1], null, Instant.parse(parts[2]), null);
                    case NAME -> new After(parts[1], null, null, parts[2].replace("\0", ""));
                };
            } catch (NumberFormatException | DateTimeException e) {
                // falls through to the refusal below
            }
        }
        throw Problem.invalid("cursor", cursor, "the next_cursor of the page before, with the same sort");
    }

    /** The last row seen, by the key of the sort. */
    record After(
            String id,
            @Nullable Float score,
            @Nullable Instant publishedAt,
            @Nullable String name) {}
}
