// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.contracts.forge.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as the parts that it is made of, for those who write it whole. */
public abstract class Collected implements AnswerWriter {
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private @Nullable Class<? extends Part> kind;
    private @Nullable ToolCall call;
    private StopReason reason = StopReason.END;
    private @Nullable String stopText;

    private record ToolCall(
            String id, String name, @Nullable String signature) {}

    /** In the order in which they were told. */
    protected final List<Part> parts() {
        closeOpen(null);
        return parts;
    }

    /** All texts, one after another. */
    protected final String allText() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts()) {
            if (part instanceof Part.Text said) {
                text.append(said.text());
            }
        }
        return text.toString();
    }

    protected final String refused() {
        return refusal.toString();
    }

    protected final StopReason reason() {
        return reason;
    }

    protected final @Nullable String stopText() {
        return stopText;
    }

    @Override
    public final void text(String piece) {
        add(Part.Text.class, piece);
    }

    @Override
    public final void refusal(String piece) {
        refusal.append(piece);
    }

    @Override
    public final void reasoning(String piece) {
        add(Part.Reasoning.class, piece);
    }

    @Override
    public final void signature(String signature) {
        String thought = kind == Part.Reasoning.class ? open.toString() : "";
        if (kind != Part.Reasoning.class) {
            closeOpen(null);
        }
        open.setLength(0);
        kind = null;
        parts.add(new Part.Reasoning(thought, signature));
    }

    @Override
    public final void hiddenReasoning(String data) {
        closeOpen(null);
        parts.add(new Part.HiddenReasoning(data));
    }

    @Override
    public final void toolCall(String id, String name, @Nullable String signature) {
        closeOpen(null);
        call = new ToolCall(id, name, signature);
        open.setLength(0);
    }

    @Override
    public final void arguments(String piece) {
        open.append(piece);
    }

    @Override
    public final void toolEnd() {
        if (call != null) {
            String arguments = open.toString();
            parts.add(new Part.ToolCall(call.id, call.name, arguments.isBlank() ? "{}" : arguments, call.signature));
            call = null;
            open.setLength(0);
        }
    }

    @Override
    public final void stop(StopReason why, @Nullable String which) {
        reason = why;
        stopText = which;
    }

    @Override
    public final void usage(TokenUsage used) {
        // Told at the end.
    }

    @Override
    public final byte[] take() {
        return new byte[0];
    }

    private void add(Class<? extends Part> next, String piece) {
        if (kind != next) {
            closeOpen(next);
        }
        open.append(piece);
    }

    private void closeOpen(@Nullable Class<? extends Part> next) {
        if (kind == Part.Text.class && !open.isEmpty()) {
            parts.add(new Part.Text(open.toString()));
        } else if (kind == Part.Reasoning.class && !open.isEmpty()) {
            parts.add(new Part.Reasoning(open.toString(), null));
        }
        open.setLength(0);
        kind = next;
    }
}
