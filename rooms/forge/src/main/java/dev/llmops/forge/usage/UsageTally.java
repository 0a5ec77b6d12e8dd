// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.usage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.TokenUsage.Parts;
import dev.llmops.contracts.forge.TokenUsage.Source;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the provider of one call has said so far. A number that is told again replaces the one before, as in a stream
 * whose last word counts.
 */
public final class UsageTally {
    private static final long UNTOLD = -1;
    private static final double MOST = 1e12;

    private final UsageForm form;
    private final Map<Slot, Long> told = new EnumMap<>(Slot.class);

    public UsageTally(UsageForm form) {
        this.form = form;
    }

    /** Takes the object on whose first token the parser stands, and leaves it on the last; passes anything else over. */
    public void object(JsonParser json) throws IOException {
        inside(json, UsageMembers.of(form));
    }

    /**
     * Takes the value on whose first token the parser stands, if usage is told by a member of its name; the parser is left
     * on its last token then, and not moved otherwise.
     */
    public boolean member(JsonParser json) throws IOException {
        Member member = UsageMembers.of(form).get(json.currentName());
        if (member == null) {
            return false;
        }
        take(json, member);
        return true;
    }

    /** Everything told so far; null when it was not told how much was read. */
    public @Nullable TokenUsage usage() {
        return switch (form) {
            case OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS, OLLAMA ->
                said(Slot.INPUT)
                        ? usage(
                                at(Slot.INPUT),
                                reasoningOnTop() ? at(Slot.OUTPUT) + at(Slot.REASONING) : at(Slot.OUTPUT))
                        : null;
            case XAI -> said(Slot.INPUT) ? usage(at(Slot.INPUT), at(Slot.OUTPUT) + at(Slot.REASONING)) : null;
            case ANTHROPIC, BEDROCK_CONVERSE ->
                said(Slot.INPUT) ? usage(at(Slot.INPUT) + cached() + written(), at(Slot.OUTPUT)) : null;
            case GEMINI ->
                said(Slot.INPUT)
                        ? usage(at(Slot.INPUT) + at(Slot.TOOL_INPUT), at(Slot.OUTPUT) + at(Slot.REASONING))
                        : null;
            case COHERE -> said(Slot.INPUT) ? billed() : processed();
        };
    }

    private boolean reasoningOnTop() {
        long reasoning = at(Slot.REASONING);
        return reasoning > 0 && at(Slot.TOTAL) == at(Slot.INPUT) + at(Slot.OUTPUT) + reasoning;
    }

    private long cached() {
        return at(Slot.CACHED_INPUT) > 0 ? at(Slot.CACHED_INPUT) : at(Slot.CACHED_INPUT_BESIDE);
    }

    private long written() {
        return said(Slot.CACHE_WRITE) ? at(Slot.CACHE_WRITE) : at(Slot.SHORT_CACHE_WRITE) + at(Slot.LONG_CACHE_WRITE);
    }

    /** What came from the cache was processed and is not billed; it is no part of this. */
    private TokenUsage billed() {
        return TokenUsage.counted(at(Slot.INPUT) + at(Slot.IMAGE_INPUT), at(Slot.OUTPUT))
                .withImageInput(at(Slot.IMAGE_INPUT));
    }

    private @Nullable TokenUsage processed() {
        return said(Slot.PROCESSED_INPUT) ? usage(at(Slot.PROCESSED_INPUT), at(Slot.PROCESSED_OUTPUT)) : null;
    }

    private TokenUsage usage(long input, long output) {
        Parts parts = Parts.of(
                written(),
                at(Slot.LONG_CACHE_WRITE),
                at(Slot.AUDIO_INPUT) + at(Slot.TOOL_AUDIO_INPUT),
                at(Slot.CACHED_AUDIO_INPUT),
                at(Slot.AUDIO_OUTPUT),
                at(Slot.IMAGE_INPUT) + at(Slot.TOOL_IMAGE_INPUT));
        return new TokenUsage(input, output, cached(), at(Slot.REASONING), parts, Source.PROVIDER);
    }

    private boolean said(Slot slot) {
        return told.containsKey(slot);
    }

    /** Zero where nothing was said. */
    private long at(Slot slot) {
        return told.getOrDefault(slot, 0L);
    }

    private void take(JsonParser json, Member member) throws IOException {
        switch (member) {
            case Member.Count count -> {
                long tokens = count(json);
                if (tokens != UNTOLD) {
                    told.put(count.slot(), tokens);
                }
            }
            case Member.Inside inside -> inside(json, inside.members());
            case Member.Kinds kinds -> kinds(json, kinds);
        }
    }

    private void inside(JsonParser json, Map<String, Member> members) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Member member = members.get(json.currentName());
            json.nextToken();
            if (member == null) {
                json.skipChildren();
            } else {
                take(json, member);
            }
        }
    }

    private void kinds(JsonParser json, Member.Kinds kinds) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        kinds.slots().values().forEach(slot -> told.put(slot, 0L));
        for (JsonToken token = json.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                kind(json, kinds);
            } else {
                json.skipChildren();
            }
        }
    }

    /** One object of such a list; its two members come in any order. */
    private void kind(JsonParser json, Member.Kinds kinds) throws IOException {
        Slot slot = null;
        long tokens = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals(kinds.kind()) && value == JsonToken.VALUE_STRING) {
                slot = kinds.slots().get(json.getText());
            } else if (name.equals(kinds.count())) {
                tokens = Math.max(count(json), 0);
            } else {
                json.skipChildren();
            }
        }
        if (slot != null) {
            told.merge(slot, tokens, Long::sum);
        }
    }

    /** A number of tokens; {@link #UNTOLD} for anything that is none. */
    private static long count(JsonParser json) throws IOException {
        if (json.currentToken() == null || !json.currentToken().isNumeric()) {
            json.skipChildren();
            return UNTOLD;
        }
        double value = json.getDoubleValue();
        return value >= 0 && value <= MOST ? (long) value : UNTOLD;
    }
}
