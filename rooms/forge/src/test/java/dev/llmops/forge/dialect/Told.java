// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.contracts.forge.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Writes down what every dialect can tell, joined, for comparison. */
final class Told implements AnswerEvents {
    private final StringBuilder told;
    private String last = "";

    Told(StringBuilder told) {
        this.told = told;
    }

    private void tell(String kind, String piece) {
        told.append(kind.equals(last) ? "" : "\n" + kind + ": ").append(piece);
        last = kind;
    }

    @Override
    public void text(String piece) {
        tell("text", piece);
    }

    @Override
    public void refusal(String piece) {
        tell("refusal", piece);
    }

    @Override
    public void reasoning(String piece) {
        tell("reasoning", piece);
    }

    @Override
    public void signature(String signature) {}

    @Override
    public void hiddenReasoning(String data) {}

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        tell("call", id + " " + name);
    }

    @Override
    public void arguments(String piece) {
        if (!piece.equals("{}")) {
            tell("arguments", piece);
        }
    }

    @Override
    public void toolEnd() {
        tell("end of call", "");
    }

    @Override
    public void stop(StopReason reason, @Nullable String stopText) {
        tell("stop", reason.name());
    }

    @Override
    public void usage(TokenUsage used) {}
}
