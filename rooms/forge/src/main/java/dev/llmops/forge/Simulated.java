// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.ChatRequest.Malformed;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What is answered to one request in this process. */
interface Simulated {
    TokenUsage usage();

    /** Whether the client asked a stream to tell what was used. */
    boolean includeUsage();

    /** The answer as the client gets it. */
    Shape shape(String callId, long createdSeconds, boolean showUsage);

    /** An answer in the shapes of one dialect: whole, or as an opening, its tokens and what comes after them. */
    interface Shape {
        ByteBuffer whole();

        ByteBuffer opening();

        int tokens();

        ByteBuffer token(int index);

        ByteBuffer closing();

        /** The frame that only carries usage. */
        ByteBuffer usageOnly();

        ByteBuffer last();
    }

    static Simulated to(Inference.Request request, Tokenizer tokens) throws Malformed {
        try {
            return switch (request.dialect()) {
                case OPENAI_EMBEDDINGS -> SimulatedEmbeddings.to(request.body(), tokens);
                case OPENAI_COMPLETIONS -> SimulatedCompletions.to(request, tokens);
                case ANTHROPIC_TOKEN_COUNT -> CountedTokens.of(request, tokens);
                default -> SimulatedAnswer.to(request.body(), tokens);
            };
        } catch (IOException e) {
            String field =
                    e instanceof UntranslatableException fault && !fault.field().isEmpty() ? fault.field() : null;
            throw new Malformed(String.valueOf(e.getMessage()), field, field == null ? null : "invalid_value");
        }
    }

    /** An answer that is never streamed. */
    record Whole(TokenUsage usage, ByteBuffer body) implements Simulated, Shape {
        @Override
        public boolean includeUsage() {
            return false;
        }

        @Override
        public Shape shape(String callId, long createdSeconds, boolean showUsage) {
            return this;
        }

        @Override
        public ByteBuffer whole() {
            return body.duplicate();
        }

        @Override
        public ByteBuffer opening() {
            return Bytes.NONE;
        }

        @Override
        public int tokens() {
            return 0;
        }

        @Override
        public ByteBuffer token(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public ByteBuffer closing() {
            return Bytes.NONE;
        }

        @Override
        public ByteBuffer usageOnly() {
            return Bytes.NONE;
        }

        @Override
        public ByteBuffer last() {
            return whole();
        }
    }
}
