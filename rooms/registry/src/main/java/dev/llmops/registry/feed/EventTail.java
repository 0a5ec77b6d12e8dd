// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.kernel.EventPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last events of one organisation: all that follow {@link #from}, in order; the oldest give way. */
final class EventTail {
    static final int MAX_LINES = 256;
    static final int MAX_CHARS = 1 << 20;

    private final Deque<LogLine> lines = new ArrayDeque<>();
    private EventPosition from;
    private int chars;

    EventTail(EventPosition from) {
        this.from = from;
    }

    synchronized void add(LogLine line) {
        EventPosition last = lines.isEmpty() ? from : lines.getLast().position();
        if (line.position().compareTo(last) <= 0) {
            return;
        }
        lines.addLast(line);
        chars += line.json().length();
        while (lines.size() > MAX_LINES || chars > MAX_CHARS) {
            LogLine oldest = lines.removeFirst();
            chars -= oldest.json().length();
            from = oldest.position();
        }
    }

    synchronized EventPosition from() {
        return from;
    }

    /** What follows a position; null when the tail does not reach back so far. */
    synchronized @Nullable List<LogLine> after(EventPosition position) {
        if (position.compareTo(from) < 0) {
            return null;
        }
        if (lines.isEmpty() || lines.getLast().position().compareTo(position) <= 0) {
            return List.of();
        }
        List<LogLine> next = new ArrayList<>();
        for (LogLine line : lines) {
            if (line.position().compareTo(position) > 0) {
                next.add(line);
            }
        }
        return next;
    }
}
