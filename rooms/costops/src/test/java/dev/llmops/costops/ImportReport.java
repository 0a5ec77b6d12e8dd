// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an import left out, rounded or decided, and why. */
final class ImportReport {
    private final Map<String, List<String>> notes = new TreeMap<>();

    void note(String kind, String what) {
        notes.computeIfAbsent(kind, missing -> new ArrayList<>()).add(what);
    }

    int count(String kind) {
        return notes.getOrDefault(kind, List.of()).size();
    }

    String summary() {
        StringBuilder text = new StringBuilder();
        notes.forEach(
                (kind, all) -> text.append(kind).append(": ").append(all.size()).append('\n'));
        return text.toString();
    }

    String full() {
        StringBuilder text = new StringBuilder(summary());
        notes.forEach((kind, all) -> {
            List<String> sorted = new ArrayList<>(all);
            Collections.sort(sorted);
            text.append("\n== ").append(kind).append('\n');
            sorted.forEach(note -> text.append(note).append('\n'));
        });
        return text.toString();
    }
}
