// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Dialect;
import org.jspecify.annotations.Nullable;

/** Whose words a call's client speaks: how it is refused, and what its call is named by. */
enum ClientDialect {
    OPENAI_CHAT(Dialect.OPENAI_CHAT, null) {
        @Override
        byte[] error(RefusedCall refused, String callId) {
            return OpenAiError.body(refused);
        }

        @Override
        byte[] errorFrame(RefusedCall refused, String callId) {
            return OpenAiError.frame(refused);
        }
    },
    ANTHROPIC_MESSAGES(Dialect.ANTHROPIC_MESSAGES, "request-id") {
        @Override
        byte[] error(RefusedCall refused, String callId) {
            return AnthropicError.body(refused, callId);
        }

        @Override
        byte[] errorFrame(RefusedCall refused, String callId) {
            return AnthropicError.frame(refused, callId);
        }
    };

    private final Dialect spoken;
    private final @Nullable String idHeader;

    ClientDialect(Dialect spoken, @Nullable String idHeader) {
        this.spoken = spoken;
        this.idHeader = idHeader;
    }

    /** The dialect of the request's body and of the answer. */
    Dialect spoken() {
        return spoken;
    }

    /** Under which the call's id is told beside {@code x-request-id}; null when that is all. */
    @Nullable
    String idHeader() {
        return idHeader;
    }

    /** A refusal as the whole answer. */
    abstract byte[] error(RefusedCall refused, String callId);

    /** A failure as a frame of a stream that has begun. */
    abstract byte[] errorFrame(RefusedCall refused, String callId);
}
