// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.gemini;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.SpokenByUpstreams;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.dialect.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** {@code generateContent} and {@code streamGenerateContent}. */
public final class GeminiForm extends SpokenByUpstreams {
    @Override
    public byte[] writeRequest(Conversation conversation, Wire wire) throws UntranslatableException {
        return new GeminiRequestWriter(conversation, wire.model()).write();
    }

    @Override
    public void readAnswer(ByteBuffer body, AnswerEvents to) throws IOException {
        GeminiChunks chunks = new GeminiChunks(to);
        JsonIn.read(body, chunks::read);
        chunks.complete();
    }

    @Override
    public AnswerStream readStream(AnswerEvents to, @Nullable RawFrames raw) {
        return new GeminiStreamReader(to, raw);
    }
}
