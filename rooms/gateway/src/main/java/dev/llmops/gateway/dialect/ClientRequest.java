// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of a request's body, with the places where it may have to change it. Offsets count
 * bytes from the start of the body; an end is exclusive.
 *
 * @param bodyStart offset of the opening brace
 * @param estimatedInput tokens, roughly: a quarter of the prompt's bytes, and a flat figure per inlined file
 * @param likelyOutput tokens to reserve for the answer: what the client allows over all choices, else a guess
 * @param streamOptions where the value of {@code stream_options} stands; null when it is absent
 */
public record ClientRequest(
        String model,
        Span modelSpan,
        boolean stream,
        int bodyStart,
        long estimatedInput,
        long likelyOutput,
        @Nullable StreamOptions streamOptions) {
    /** Whether the client itself asked for the frame that carries only usage. */
    public boolean clientWantsUsage() {
        return streamOptions != null && streamOptions.includeUsage;
    }

    public long estimatedTokens() {
        return estimatedInput + likelyOutput;
    }

    /** A piece of the body. */
    public record Span(int start, int end) {}

    /**
     * @param value the whole value
     * @param empty whether it is an object without members
     * @param isNull whether it is {@code null} instead of an object
     * @param includeUsageSpan where the value of {@code include_usage} stands; null when absent
     */
    public record StreamOptions(
            Span value,
            boolean empty,
            boolean isNull,
            boolean includeUsage,
            @Nullable Span includeUsageSpan) {}
}
