// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

/** Which members of a request the gateway acts on. Those it does not know of are the upstream's business. */
enum RequestForm {
    /** {@code messages}, of both dialects that have them. */
    CHAT("messages", false, true, 256),
    /** {@code input} and {@code instructions}. */
    RESPONSES("input", true, true, 256),
    /** {@code prompt}; without a limit the dialect itself sets one of 16. */
    COMPLETIONS("prompt", true, true, 16),
    /** {@code input}, which is all that is read; nothing is written. */
    EMBEDDINGS("input", true, false, 0),
    /** {@code messages} that are only counted: nothing is used. */
    TOKEN_COUNT("messages", false, false, 0);

    /** Tokens that are at most worth reserving. */
    static final long MAX_TOKENS = 10_000_000;

    private static final int BYTES_PER_TOKEN = 4;

    private final String prompt;
    private final boolean promptMayBeText;
    private final boolean streams;
    private final long defaultOutput;

    RequestForm(String prompt, boolean promptMayBeText, boolean streams, long defaultOutput) {
        this.prompt = prompt;
        this.promptMayBeText = promptMayBeText;
        this.streams = streams;
        this.defaultOutput = defaultOutput;
    }

    /** The member that holds what the model reads. */
    String prompt() {
        return prompt;
    }

    boolean promptMayBeText() {
        return promptMayBeText;
    }

    String expectedPrompt() {
        return promptMayBeText ? "a string or an array, not empty" : "an array of at least one message";
    }

    /** Whether {@code stream} means something here. */
    boolean streams() {
        return streams;
    }

    /** Whether a stream says what it used only when {@code stream_options} asks for it. */
    boolean usageOnDemand() {
        return this == CHAT || this == COMPLETIONS;
    }

    /** Whether a member beside the prompt is read by the model too. */
    boolean readsInstructions() {
        return this == RESPONSES;
    }

    long input(byte[] body, ClientRequest.Span prompt, ClientRequest.Span instructions) {
        if (this == TOKEN_COUNT) {
            return 0;
        }
        return InputEstimate.of(body, prompt.start(), prompt.end(), BYTES_PER_TOKEN)
                + Math.ceilDiv((long) instructions.end() - instructions.start(), BYTES_PER_TOKEN);
    }

    /** Tokens to reserve for the answer: what the client allows, else what is likely. */
    long output(long allowed, long choices) {
        return allowed == 0 || defaultOutput == 0
                ? defaultOutput
                : Math.min(allowed * Math.max(1, choices), MAX_TOKENS);
    }
}
