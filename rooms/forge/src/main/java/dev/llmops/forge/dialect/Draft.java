// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A conversation while it is read. */
public final class Draft {
    private final List<String> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private ToolChoice.Mode mode = ToolChoice.Mode.AUTO;
    private @Nullable String toolName;
    private boolean parallel = true;
    private @Nullable OutputForm output;
    private @Nullable Integer maxTokens;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Integer topK;
    private final List<String> stop = new ArrayList<>();
    private @Nullable Long seed;
    private @Nullable Double frequencyPenalty;
    private @Nullable Double presencePenalty;
    private @Nullable Thinking thinking;

    public void system(String text) {
        system.add(text);
    }

    /** What stands before all else that the system says. */
    public void instructions(String text) {
        system.addFirst(text);
    }

    /** Adds to what the same side said before, if it spoke last. */
    public void said(boolean assistant, List<Part> parts) {
        if (turns.isEmpty() || turns.getLast().assistant() != assistant) {
            turns.add(new Turn(assistant, parts));
            return;
        }
        List<Part> joined = new ArrayList<>(turns.removeLast().parts());
        joined.addAll(parts);
        turns.add(new Turn(assistant, joined));
    }

    public void tool(Tool tool) {
        tools.add(tool);
    }

    public void choose(ToolChoice.Mode chosen, @Nullable String name) {
        mode = chosen;
        toolName = name;
    }

    public void parallel(boolean allowed) {
        parallel = allowed;
    }

    public void output(@Nullable OutputForm form) {
        output = form;
    }

    public void maxTokens(int tokens) {
        maxTokens = tokens;
    }

    public void temperature(double value) {
        temperature = value;
    }

    public void topP(double value) {
        topP = value;
    }

    public void topK(int value) {
        topK = value;
    }

    public void stop(String text) {
        stop.add(text);
    }

    public void seed(long value) {
        seed = value;
    }

    /** Zero is as nothing said. */
    public void frequencyPenalty(double value) {
        frequencyPenalty = value == 0 ? null : value;
    }

    /** Zero is as nothing said. */
    public void presencePenalty(double value) {
        presencePenalty = value == 0 ? null : value;
    }

    public void thinking(@Nullable Thinking asked) {
        thinking = asked;
    }

    /**
     * The conversation; refused when nobody said anything.
     *
     * @param at the field of what is said
     */
    public Conversation done(String at) throws UntranslatableException {
        if (turns.isEmpty()) {
            throw new UntranslatableException(at, at + ": expected at least one message of the user");
        }
        Sampling sampling = new Sampling(
                maxTokens, temperature, topP, topK, stop, seed, frequencyPenalty, presencePenalty, thinking);
        return new Conversation(system, turns, tools, new ToolChoice(mode, toolName, parallel), output, sampling);
    }
}
