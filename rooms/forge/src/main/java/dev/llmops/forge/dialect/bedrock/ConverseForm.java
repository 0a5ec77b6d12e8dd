// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.bedrock;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.SpokenByUpstreams;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.dialect.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** {@code converse} and {@code converse-stream}. */
public final class ConverseForm extends SpokenByUpstreams {
    @Override
    public byte[] writeRequest(Conversation conversation, Wire wire) throws UntranslatableException {
        return new ConverseRequestWriter(conversation, wire.model()).write();
    }

    @Override
    public void readAnswer(ByteBuffer body, AnswerEvents to) throws IOException {
        new ConverseAnswerReader(to).read(body);
    }

    @Override
    public AnswerStream readStream(AnswerEvents to, @Nullable RawFrames raw) {
        return new ConverseStreamReader(to);
    }
}
