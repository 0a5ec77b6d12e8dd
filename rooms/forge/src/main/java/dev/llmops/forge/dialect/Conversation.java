// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request in no dialect. Turns alternate, and the system's words stand before them. */
public record Conversation(
        List<String> system,
        List<Turn> turns,
        List<Tool> tools,
        ToolChoice choice,
        @Nullable OutputForm output,
        Sampling sampling) {
    public Conversation {
        system = List.copyOf(system);
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }

    /** How the model is to think, for a provider that wants the proof; null when it is not to, or may not. */
    public @Nullable Thinking thoughtAllowed() {
        Thinking thinking = sampling.thinking();
        return thinking == null || thinking.none() || goesOnWithoutItsThoughts() ? null : thinking;
    }

    /**
     * Whether the model is to go on after a tool's result without the proof of what it thought before the call: then
     * providers that want the proof refuse to let it think.
     */
    private boolean goesOnWithoutItsThoughts() {
        if (turns.size() < 2 || turns.getLast().assistant()) {
            return false;
        }
        boolean result = turns.getLast().parts().stream().anyMatch(Part.ToolResult.class::isInstance);
        boolean proof = turns.get(turns.size() - 2).parts().stream()
                .anyMatch(part -> part instanceof Part.HiddenReasoning
                        || (part instanceof Part.Reasoning thought && thought.signature() != null));
        return result && !proof;
    }
}
