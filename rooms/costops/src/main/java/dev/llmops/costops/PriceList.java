// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The price list the product ships, in memory, and the rules by which a name finds its rows. Never a similar name: a
 * wrong price is worse than none.
 */
final class PriceList {
    private static final String FILE = "/dev/llmops/costops/prices.csv";
    private static final Pattern DATED = Pattern.compile("(.+)[-@](?:\\d{4}-\\d{2}-\\d{2}|\\d{8})");
    private static final int MAX_CANDIDATES = 10_000;
    /** Stands for every model of a provider that has such a row; only the simulator has. */
    static final String ANY_MODEL = "*";

    /** Names that people and other lists use for the same price list. */
    private static final Map<String, String> PROVIDER_ALIASES = Map.ofEntries(
            Map.entry("aws", "bedrock"),
            Map.entry("aws_bedrock", "bedrock"),
            Map.entry("azure_openai", "azure"),
            Map.entry("fireworks", "fireworks_ai"),
            Map.entry("google", "gemini"),
            Map.entry("moonshotai", "moonshot"),
            Map.entry("together", "together_ai"),
            Map.entry("voyageai", "voyage"),
            Map.entry("x-ai", "xai"),
            Map.entry("zhipuai", "zai"));

    private final String version;
    private final LocalDate importedOn;
    private final List<Source> sources;
    private final List<PriceRow> rows;
    private final Map<String, Map<String, List<PriceRow>>> byName;
    private final Map<Asked, List<PriceRow>> candidates = new ConcurrentHashMap<>();
    private final IdentityHashMap<PriceRow, String> versions = new IdentityHashMap<>();

    /** @param models how many of the list's models came from it */
    @Schema(name = "PriceSource")
    record Source(String name, String licence, long models) {}

    private record Asked(String provider, String model, LocalDate day) {}

    private PriceList(String version, LocalDate importedOn, Map<String, String> licences, List<PriceRow> listed) {
        this.version = version;
        this.importedOn = importedOn;
        this.rows = listed.stream().sorted(Comparator.comparing(PriceRow::key)).toList();
        this.byName = new HashMap<>();
        for (PriceRow row : rows) {
            byName.computeIfAbsent(row.provider(), provider -> new HashMap<>())
                    .computeIfAbsent(row.model(), model -> new ArrayList<>())
                    .add(row);
            versions.put(row, describe(row));
        }
        this.sources = licences.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue(), models(source.getKey())))
                .sorted(Comparator.comparing(Source::name))
                .toList();
    }

    private long models(String source) {
        return rows.stream()
                .filter(row -> row.source().equals(source))
                .map(row -> row.provider() + "\t" + row.model())
                .distinct()
                .count();
    }

    /** Reads the shipped list; a faulty one does not start. */
    static PriceList shipped() {
        try (InputStream file = PriceList.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the price list is missing from the class path: " + FILE);
            }
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
                return parse(lines.lines().toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the price list cannot be read", e);
        }
    }

    /** Lines {@code # version …}, {@code # imported …}, {@code # source NAME | LICENCE}, a header, then rows. */
    static PriceList parse(List<String> lines) {
        Map<String, String> facts = new HashMap<>();
        Map<String, String> licences = new HashMap<>();
        List<PriceRow> rows = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("# source ")) {
                String[] parts = line.substring(9).split(" \\| ", 2);
                licences.put(parts[0], parts[1]);
            } else if (line.startsWith("# ")) {
                String[] parts = line.substring(2).split(" ", 2);
                facts.put(parts[0], parts.length > 1 ? parts[1] : "");
            } else if (!line.equals(PriceRow.HEADER)) {
                rows.add(PriceRow.parse(line));
            }
        }
        return new PriceList(
                facts.getOrDefault("version", "unknown"),
                LocalDate.parse(facts.getOrDefault("imported", "1970-01-01")),
                licences,
                rows);
    }

    /**
     * The row for a call, by these rules in this order: the exact name; the name without a leading {@code provider/};
     * either without a trailing date; the provider's {@link #ANY_MODEL} row.
     *
     * @param inputTokens chooses among rows with thresholds
     */
    Optional<PriceRow> find(String provider, String model, LocalDate day, long inputTokens) {
        for (PriceRow row : candidates(provider, model, day)) {
            if (row.aboveInputTokens() == 0 || inputTokens > row.aboveInputTokens()) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    /** The rows for a name on a day in the order in which they are to be tried; remembered, as calls repeat names. */
    private List<PriceRow> candidates(String provider, String model, LocalDate day) {
        Asked asked = new Asked(provider, model, day);
        List<PriceRow> known = candidates.get(asked);
        if (known != null) {
            return known;
        }
        String listed = provider(provider);
        Map<String, List<PriceRow>> models = byName.getOrDefault(listed, Map.of());
        List<PriceRow> found = names(provider, listed, model).stream()
                .flatMap(name -> models.getOrDefault(name, List.of()).stream()
                        .filter(row -> row.holdsOn(day))
                        .sorted(Comparator.comparingLong(PriceRow::aboveInputTokens)
                                .reversed()))
                .toList();
        if (candidates.size() >= MAX_CANDIDATES) {
            candidates.clear();
        }
        candidates.put(asked, found);
        return found;
    }

    static String provider(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return PROVIDER_ALIASES.getOrDefault(lower, lower);
    }

    private static List<String> names(String provider, String listed, String model) {
        List<String> names = new ArrayList<>();
        names.add(model);
        for (String prefix : List.of(provider + "/", listed + "/")) {
            if (model.startsWith(prefix)) {
                names.add(model.substring(prefix.length()));
            }
        }
        for (String name : List.copyOf(names)) {
            Matcher dated = DATED.matcher(name);
            if (dated.matches()) {
                names.add(dated.group(1));
            }
        }
        names.add(ANY_MODEL);
        return names.stream().distinct().collect(Collectors.toList());
    }

    boolean knowsProvider(String name) {
        return byName.containsKey(provider(name));
    }

    /** Names the list and the row's validity. */
    String versionOf(PriceRow row) {
        String known = versions.get(row);
        return known == null ? describe(row) : known;
    }

    private String describe(PriceRow row) {
        String tier = row.aboveInputTokens() == 0 ? "" : ">" + row.aboveInputTokens();
        return version + ":" + row.provider() + "/" + row.model() + tier + "@"
                + (row.validFrom() == null ? "always" : row.validFrom());
    }

    /** All rows in the order of their keys. */
    List<PriceRow> rows() {
        return rows;
    }

    String version() {
        return version;
    }

    LocalDate importedOn() {
        return importedOn;
    }

    List<Source> sources() {
        return sources;
    }
}
