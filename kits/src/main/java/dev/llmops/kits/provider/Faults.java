// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one request is to be mistreated: the header {@code x-fault}, or what follows {@code !} in the model's name, as
 * {@code name=number} separated by commas, such as {@code stub!slow=200,cut=2}.
 */
final class Faults {
    /** Answers with this status and an error in the dialect's shape; 429 and 503 carry {@code retry-after: 7}. */
    static final String STATUS = "status";
    /** Waits so many ms before the first byte. */
    static final String SLOW = "slow";
    /** Waits so many ms between frames; without a stream, in the middle of the body. */
    static final String SLOW_CHUNKS = "slow_chunks";
    /** Resets the connection after so many frames; without a stream, in the middle of the body. */
    static final String CUT = "cut";
    /** Closes the connection without an answer. */
    static final String HANG_UP = "hang_up";
    /** Ends the stream without {@code [DONE]}. */
    static final String NO_DONE = "no_done";
    /** Ends the stream properly on the wire, but after so many frames and without a finish reason. */
    static final String UNFINISHED = "unfinished";
    /** Says nothing about usage. */
    static final String NO_USAGE = "no_usage";
    /** Sends a frame that is not JSON in the middle. */
    static final String GARBAGE = "garbage";
    /** Sends an error as a frame in the middle. */
    static final String ERROR_FRAME = "error_frame";
    /** Answers with half a JSON document. */
    static final String MALFORMED = "malformed";
    /** Answers JSON without choices. */
    static final String NO_CHOICES = "no_choices";
    /** Promises a longer body than it sends. */
    static final String SHORT = "short";
    /** Never stops sending frames. */
    static final String ENDLESS = "endless";
    /** Fills the text up to so many KiB. */
    static final String HUGE = "huge";
    /** Answers HTML with status 200. */
    static final String HTML = "html";

    /** No fault: calls the tool {@code weather} so many times, after the text. */
    static final String TOOL_CALLS = "tool_calls";

    private static final Set<String> KNOWN = Set.of(
            STATUS,
            SLOW,
            SLOW_CHUNKS,
            CUT,
            HANG_UP,
            NO_DONE,
            UNFINISHED,
            NO_USAGE,
            GARBAGE,
            ERROR_FRAME,
            MALFORMED,
            NO_CHOICES,
            SHORT,
            ENDLESS,
            HUGE,
            HTML,
            TOOL_CALLS);
    private static final Faults NONE = new Faults(Map.of());

    private final Map<String, Integer> values;

    private Faults(Map<String, Integer> values) {
        this.values = values;
    }

    /** Throws {@link IllegalArgumentException} for a fault that does not exist: a test must not pass by a misspelling. */
    static Faults parse(@Nullable String header, String model) {
        int mark = model.indexOf('!');
        String text = header != null ? header : mark < 0 ? "" : model.substring(mark + 1);
        if (text.isEmpty()) {
            return NONE;
        }
        Map<String, Integer> values = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("no such fault: " + name);
            }
            values.put(name, equals < 0 ? 1 : Integer.parseInt(part.substring(equals + 1)));
        }
        return new Faults(values);
    }

    boolean has(String fault) {
        return values.containsKey(fault);
    }

    int value(String fault) {
        return values.getOrDefault(fault, 0);
    }

    boolean none() {
        return values.isEmpty();
    }
}
