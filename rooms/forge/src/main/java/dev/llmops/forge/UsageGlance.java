// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.TokenUsage.Parts;
import dev.llmops.contracts.forge.TokenUsage.Source;
import dev.llmops.kernel.JsonScan;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers that nearly every call gets in one pass over the bytes, without a parser. Whatever is wrong, or
 * merely unusual, it leaves to {@link UsageReader}; where it does answer, the two agree.
 */
final class UsageGlance {
    private static final int TOP = 0;
    private static final int USAGE = 1;
    private static final int INPUT_DETAILS = 2;
    private static final int OUTPUT_DETAILS = 3;

    private final byte[] text;
    private boolean choices;
    private boolean error;
    private boolean usage;
    private long input;
    private long output;
    private long total;
    private int cached;
    private int reasoning;

    private UsageGlance(byte[] text) {
        this.text = text;
    }

    /** Null when the reader must be asked. */
    static UsageReader.@Nullable Answer at(byte[] text, int from, int end) {
        int start = JsonScan.blanks(text, from, end);
        if (start >= end || text[start] != '{') {
            return null;
        }
        UsageGlance glance = new UsageGlance(text);
        int after = glance.members(TOP, start, end);
        return after == JsonScan.DOUBT || JsonScan.blanks(text, after, end) != end ? null : glance.answer();
    }

    private UsageReader.Answer answer() {
        return new UsageReader.Answer(choices, error, usage && input >= 0 ? counted() : null);
    }

    private TokenUsage counted() {
        long said = Math.max(output, 0);
        boolean onTop = reasoning > 0 && total == input + said + reasoning;
        long all = onTop ? said + reasoning : said;
        return new TokenUsage(input, all, cached, reasoning, Parts.NONE, Source.PROVIDER);
    }

    /** Where the object ends that begins at a place. */
    private int members(int level, int open, int end) {
        int at = JsonScan.blanks(text, open + 1, end);
        if (at < end && text[at] == '}') {
            return at + 1;
        }
        while (at < end) {
            int value = JsonScan.name(text, at, end);
            int after = value == JsonScan.DOUBT ? JsonScan.DOUBT : JsonScan.value(text, value, end);
            if (after == JsonScan.DOUBT || !member(level, at + 1, value, after)) {
                return JsonScan.DOUBT;
            }
            at = JsonScan.blanks(text, after, end);
            if (at < end && text[at] == '}') {
                return at + 1;
            }
            if (at >= end || text[at] != ',') {
                return JsonScan.DOUBT;
            }
            at = JsonScan.blanks(text, at + 1, end);
        }
        return JsonScan.DOUBT;
    }

    /** Whether the member is one to be passed over, or one that is as expected. */
    private boolean member(int level, int name, int value, int after) {
        int to = name;
        while (text[to] != '"') {
            if (text[to] == '\\') {
                return false;
            }
            to++;
        }
        return switch (level) {
            case TOP -> top(name, to, value, after);
            case USAGE -> usage(name, to, value, after);
            case INPUT_DETAILS -> inputDetail(name, to, value, after);
            default -> outputDetail(name, to, value, after);
        };
    }

    private boolean top(int name, int to, int value, int after) {
        if (JsonScan.is(text, name, to, "choices")) {
            int first = JsonScan.blanks(text, value + 1, after);
            choices = true;
            return text[value] == '[' && text[first] == '{';
        }
        if (JsonScan.is(text, name, to, "error")) {
            error = text[value] != 'n';
        } else if (JsonScan.is(text, name, to, "usage")) {
            usage = text[value] == '{';
            forget();
            return !usage || members(USAGE, value, after) == after;
        }
        return true;
    }

    private void forget() {
        input = -1;
        output = -1;
        total = 0;
        cached = 0;
        reasoning = 0;
    }

    private boolean usage(int name, int to, int value, int after) {
        if (JsonScan.is(text, name, to, "prompt_tokens")) {
            input = JsonScan.count(text, value, after);
            return input >= 0;
        }
        if (JsonScan.is(text, name, to, "completion_tokens")) {
            output = JsonScan.count(text, value, after);
            return output >= 0;
        }
        if (JsonScan.is(text, name, to, "total_tokens")) {
            total = JsonScan.count(text, value, after);
            return total >= 0;
        }
        if (JsonScan.is(text, name, to, "prompt_tokens_details")) {
            return text[value] != '{' || members(INPUT_DETAILS, value, after) == after;
        }
        if (JsonScan.is(text, name, to, "completion_tokens_details")) {
            return text[value] != '{' || members(OUTPUT_DETAILS, value, after) == after;
        }
        return !JsonScan.is(text, name, to, "prompt_cache_hit_tokens") && !JsonScan.is(text, name, to, "cached_tokens");
    }

    /** Parts that few calls have are for the reader, unless they are none. */
    private boolean inputDetail(int name, int to, int value, int after) {
        if (JsonScan.is(text, name, to, "cached_tokens")) {
            cached = part(value, after);
            return cached >= 0;
        }
        boolean rare = JsonScan.is(text, name, to, "audio_tokens")
                || JsonScan.is(text, name, to, "cache_write_tokens")
                || JsonScan.is(text, name, to, "image_tokens");
        return !rare || part(value, after) == 0;
    }

    private boolean outputDetail(int name, int to, int value, int after) {
        if (JsonScan.is(text, name, to, "reasoning_tokens")) {
            reasoning = part(value, after);
            return reasoning >= 0;
        }
        return !JsonScan.is(text, name, to, "audio_tokens") || part(value, after) == 0;
    }

    /** A number of tokens; −1 for none, and for one so large that the reader is to look at it. */
    private int part(int value, int after) {
        long count = JsonScan.count(text, value, after);
        return count <= Integer.MAX_VALUE ? (int) count : -1;
    }
}
