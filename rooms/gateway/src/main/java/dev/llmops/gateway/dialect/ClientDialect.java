// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import dev.llmops.contracts.forge.Dialect;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whose words a call's client speaks: how its request is read, how it is refused, and what its call is named by. */
public enum ClientDialect {
    OPENAI_CHAT(Dialect.OPENAI_CHAT, RequestForm.CHAT, Words.OPENAI),
    OPENAI_COMPLETIONS(Dialect.OPENAI_COMPLETIONS, RequestForm.COMPLETIONS, Words.OPENAI),
    OPENAI_EMBEDDINGS(Dialect.OPENAI_EMBEDDINGS, RequestForm.EMBEDDINGS, Words.OPENAI),
    OPENAI_RESPONSES(Dialect.OPENAI_RESPONSES, RequestForm.RESPONSES, Words.OPENAI_EVENTS),
    ANTHROPIC_MESSAGES(Dialect.ANTHROPIC_MESSAGES, RequestForm.CHAT, Words.ANTHROPIC),
    ANTHROPIC_TOKEN_COUNT(Dialect.ANTHROPIC_TOKEN_COUNT, RequestForm.TOKEN_COUNT, Words.ANTHROPIC);

    private final Dialect spoken;
    private final RequestForm form;
    private final Words words;

    ClientDialect(Dialect spoken, RequestForm form, Words words) {
        this.spoken = spoken;
        this.form = form;
        this.words = words;
    }

    /** The dialect of the request's body and of the answer. */
    public Dialect spoken() {
        return spoken;
    }

    /** Reads a request. Throws {@link RefusedCall} with {@code malformed_request} or {@code validation_failed}; nothing else. */
    public ClientRequest read(byte[] body) {
        return RequestScanner.scan(form, body);
    }

    /**
     * The upstream's request: the client's with another model's name, and for a stream with the wish for its usage.
     *
     * @param modelLiteral the upstream's model name as a JSON string, quotes included
     */
    public ByteBuffer rewrite(byte[] body, ClientRequest request, byte[] modelLiteral) {
        return RequestRewrite.rewrite(this, body, request, modelLiteral);
    }

    /** Whether a call uses something that is paid for; what does not is held to the limits, and leaves no record. */
    public boolean billed() {
        return form != RequestForm.TOKEN_COUNT;
    }

    boolean usageOnDemand() {
        return form.usageOnDemand() && words == Words.OPENAI;
    }

    /** Under which the call's id is told beside {@code x-request-id}; null when that is all. */
    public @Nullable String idHeader() {
        return words == Words.ANTHROPIC ? "request-id" : null;
    }

    /** Whether it is of Anthropic's family, not of OpenAI's. */
    public boolean anthropic() {
        return words == Words.ANTHROPIC;
    }

    /** Whether the events of a stream are numbered, so that {@link #errorFrame} must be told how many there were. */
    public boolean numbersEvents() {
        return words == Words.OPENAI_EVENTS;
    }

    /** A refusal as the whole answer. */
    public byte[] error(RefusedCall refused, String callId) {
        return words == Words.ANTHROPIC ? AnthropicError.body(refused, callId) : OpenAiError.body(refused);
    }

    /**
     * A failure as a frame of a stream that has begun.
     *
     * @param events how many the stream had until now, where they are numbered
     */
    public byte[] errorFrame(RefusedCall refused, String callId, long events) {
        return switch (words) {
            case OPENAI -> OpenAiError.frame(refused);
            case OPENAI_EVENTS -> OpenAiError.event(refused, events);
            case ANTHROPIC -> AnthropicError.frame(refused, callId);
        };
    }

    /** The shapes of errors. */
    private enum Words {
        OPENAI,
        /** OpenAI's, with named and numbered events in streams. */
        OPENAI_EVENTS,
        ANTHROPIC
    }
}
