// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.gemini;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.SseFrames;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a stream of answers, each a piece of the whole; nothing but a finish reason says that it is complete. */
final class GeminiStreamReader extends SseFrames {
    private final GeminiChunks chunks;

    GeminiStreamReader(AnswerEvents to, @Nullable RawFrames raw) {
        super(raw);
        this.chunks = new GeminiChunks(to);
    }

    @Override
    protected boolean event(byte[] bytes, int from, int end) throws IOException {
        JsonIn.read(bytes, from, end, chunks::read);
        return false;
    }

    @Override
    protected boolean finished() {
        return chunks.finish();
    }
}
