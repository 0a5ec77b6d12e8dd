// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of a request's body, with the places where it may have to change it. Offsets count
 * bytes from the start of the body; an end is exclusive.
 *
 * @param bodyStart offset of the opening brace
 * @param estimatedInput tokens, roughly: a quarter of the messages' bytes, and a flat figure per inlined file
 * @param maxOutput tokens the client allows over all choices; 0 when it does not say
 * @param streamOptions where the value of {@code stream_options} stands; null when it is absent
 */
record ChatRequest(
        String model,
        Span modelSpan,
        boolean stream,
        int bodyStart,
        long estimatedInput,
        long maxOutput,
        @Nullable StreamOptions streamOptions) {
    /** Tokens reserved for the answer when the client sets no maximum. */
    static final long DEFAULT_OUTPUT = 256;

    /** Whether the client itself asked for the frame that carries only usage. */
    boolean clientWantsUsage() {
        return streamOptions != null && streamOptions.includeUsage;
    }

    long estimatedTokens() {
        return estimatedInput + (maxOutput == 0 ? DEFAULT_OUTPUT : maxOutput);
    }

    /** A piece of the body. */
    record Span(int start, int end) {}

    /**
     * @param value the whole value
     * @param empty whether it is an object without members
     * @param isNull whether it is {@code null} instead of an object
     * @param includeUsageSpan where the value of {@code include_usage} stands; null when absent
     */
    record StreamOptions(
            Span value,
            boolean empty,
            boolean isNull,
            boolean includeUsage,
            @Nullable Span includeUsageSpan) {}
}
