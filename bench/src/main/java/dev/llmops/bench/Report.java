// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects figures and shows them, as a table for people and as JSON for programs. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    void add(Figure figure) {
        figures.add(figure);
    }

    void remark(String text) {
        remarks.add(text);
    }

    void print(PrintStream out) {
        out.println();
        out.println("machine  " + Machine.description());
        out.println("jdk      " + Machine.jdk());
        out.println("commit   " + Machine.commit());
        out.println();
        out.println(row("figure", "value", "unit", "reference", "ratio", "foreign CPU"));
        for (Figure figure : figures) {
            out.println(row(
                    figure.name(),
                    number(figure.value()),
                    figure.unit(),
                    number(figure.reference()),
                    number(figure.ratio()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * figure.foreignCpu())));
        }
        if (!remarks.isEmpty()) {
            out.println();
            remarks.forEach(out::println);
        }
    }

    void write(Path file) throws IOException {
        ObjectNode content = JSON.createObjectNode()
                .put("machine", Machine.description())
                .put("jdk", Machine.jdk())
                .put("commit", Machine.commit());
        var list = content.putArray("figures");
        for (Figure figure : figures) {
            list.addObject()
                    .put("name", figure.name())
                    .put("value", figure.value())
                    .put("unit", figure.unit())
                    .put("reference", figure.reference())
                    .put("ratio", figure.ratio())
                    .put("foreign_cpu", figure.foreignCpu());
        }
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
    }

    private static String row(String name, String value, String unit, String reference, String ratio, String foreign) {
        return String.format(
                Locale.ROOT, "%-36s %12s %-8s %12s %8s %12s", name, value, unit, reference, ratio, foreign);
    }

    private static String number(@Nullable Double value) {
        if (value == null) {
            return "–";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.3f", value);
    }
}
