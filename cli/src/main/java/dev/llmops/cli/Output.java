// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows answers: as they came (JSON, YAML), or as a table of chosen columns for people. */
final class Output {
    private static final int MAX_WIDTH = 60;
    private static final YAMLMapper YAML =
            new YAMLMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
    private final Form form;
    private final PrintStream out;

    Output(Form form, PrintStream out) {
        this.form = form;
        this.out = out;
    }

    /** The forms of output, as typed after {@code -o}. */
    enum Form {
        table,
        json,
        yaml
    }

    /**
     * A column of a table.
     *
     * @param path where its value stands, such as {@code plan.name}
     */
    record Column(String title, String path) {
        /** Titled by what it is about: {@code plan} for {@code plan.name}, else the last step. */
        static Column of(String path) {
            boolean names = path.endsWith(".name") || path.endsWith(".slug");
            String about = names ? path.substring(0, path.lastIndexOf('.')) : path;
            return new Column(about.substring(about.lastIndexOf('.') + 1).replace('_', ' '), path);
        }
    }

    void list(List<JsonNode> items, String... columns) {
        switch (form) {
            case table -> table(items, Arrays.stream(columns).map(Column::of).toList());
            case json, yaml -> tree(ApiClient.JSON.valueToTree(items));
        }
    }

    void one(JsonNode item, String... columns) {
        switch (form) {
            case table -> fields(item, columns);
            case json, yaml -> tree(item);
        }
    }

    /** An answer with a list in it: the whole of it for programs, the list alone as a table. */
    void answer(JsonNode whole, List<JsonNode> items, String... columns) {
        switch (form) {
            case table -> list(items, columns);
            case json, yaml -> tree(whole);
        }
    }

    /** A remark that only people need; scripts that read JSON or YAML do not see it. */
    void say(String text) {
        if (form == Form.table) {
            out.println(text);
        }
    }

    private void tree(JsonNode node) {
        try {
            if (form == Form.json) {
                out.println(ApiClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
            } else {
                out.print(YAML.writeValueAsString(node));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fields(JsonNode item, String... columns) {
        List<Column> shown = Arrays.stream(columns).map(Column::of).toList();
        int width =
                shown.stream().mapToInt(column -> column.title().length()).max().orElse(0);
        for (Column column : shown) {
            out.println(pad(column.title(), width) + "  " + text(at(item, column.path())));
        }
    }

    void table(List<JsonNode> items, List<Column> columns) {
        if (items.isEmpty()) {
            out.println("nothing found");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream()
                .map(column -> column.title().toUpperCase(Locale.ROOT))
                .toList());
        items.forEach(item -> rows.add(columns.stream()
                .map(column -> shorten(text(at(item, column.path()))))
                .toList()));
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int index = i;
            widths.add(
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : "  ").append(pad(row.get(i), widths.get(i)));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static JsonNode at(JsonNode item, String path) {
        JsonNode node = item;
        for (String step : path.split("\\.", -1)) {
            node = node.path(step);
        }
        return node;
    }

    private static String text(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "–";
        }
        if (node.isArray()) {
            List<String> parts = new ArrayList<>();
            node.forEach(part -> parts.add(text(part)));
            return parts.stream().collect(Collectors.joining(", "));
        }
        return node.isValueNode() ? node.asText() : node.toString();
    }

    private static String shorten(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= MAX_WIDTH ? line : line.substring(0, MAX_WIDTH - 1) + "…";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
