// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.contracts.forge.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Counts what an answer tells, and tells it on. */
public final class Tally implements AnswerEvents {
    private final @Nullable AnswerEvents next;
    private long written;
    private boolean stopped;
    private @Nullable TokenUsage used;

    public Tally(@Nullable AnswerEvents next) {
        this.next = next;
    }

    /** Characters that the model wrote. */
    public long written() {
        return written;
    }

    /** Whether the answer said why it ended. */
    public boolean stopped() {
        return stopped;
    }

    public @Nullable TokenUsage used() {
        return used;
    }

    @Override
    public void text(String piece) {
        written += piece.length();
        if (next != null) {
            next.text(piece);
        }
    }

    @Override
    public void refusal(String piece) {
        written += piece.length();
        if (next != null) {
            next.refusal(piece);
        }
    }

    @Override
    public void reasoning(String piece) {
        written += piece.length();
        if (next != null) {
            next.reasoning(piece);
        }
    }

    @Override
    public void signature(String signature) {
        if (next != null) {
            next.signature(signature);
        }
    }

    @Override
    public void hiddenReasoning(String data) {
        if (next != null) {
            next.hiddenReasoning(data);
        }
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        written += name.length();
        if (next != null) {
            next.toolCall(id, name, signature);
        }
    }

    @Override
    public void arguments(String piece) {
        written += piece.length();
        if (next != null) {
            next.arguments(piece);
        }
    }

    @Override
    public void toolEnd() {
        if (next != null) {
            next.toolEnd();
        }
    }

    @Override
    public void stop(StopReason reason, @Nullable String stopText) {
        stopped = true;
        if (next != null) {
            next.stop(reason, stopText);
        }
    }

    @Override
    public void usage(TokenUsage told) {
        used = told;
        if (next != null) {
            next.usage(told);
        }
    }
}
