// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.AnswerWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Hands the simulator's own frames on in the client's dialect. */
final class TranslatingSink implements FrameSink {
    private final Translation translation;
    private final FrameSink sink;
    private final AnswerWriter writer;
    private final @Nullable AnswerStream stream;
    private int status = 200;
    private @Nullable TokenUsage used;

    TranslatingSink(Translation translation, FrameSink sink, boolean stream) {
        this.translation = translation;
        this.sink = sink;
        this.writer = translation.writer();
        this.stream = stream ? translation.upstream().readStream(writer, null) : null;
    }

    @Override
    public void head(int newStatus, String contentType, long contentLength) {
        status = newStatus;
        if (stream != null) {
            sink.head(newStatus, translation.contentType(), -1);
        }
    }

    @Override
    public void bytes(ByteBuffer data) {
        read(data);
        pass();
    }

    @Override
    public void usage(TokenUsage usage) {
        used = usage;
    }

    @Override
    public void end(ByteBuffer last) {
        read(last);
        TokenUsage usage = used == null ? TokenUsage.NONE : used;
        byte[] end = writer.end(usage);
        if (stream == null) {
            sink.head(status, translation.contentType(), end.length);
        } else {
            pass();
        }
        sink.usage(usage);
        sink.end(ByteBuffer.wrap(end));
    }

    @Override
    public void error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
        sink.error(failure instanceof Refused refused ? translation.refusal(refused) : failure, soFar);
    }

    private void read(ByteBuffer data) {
        try {
            if (stream != null) {
                stream.feed(data);
            } else if (data.hasRemaining()) {
                translation.upstream().readAnswer(data, writer);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the simulator's own answer cannot be read", e);
        }
    }

    private void pass() {
        byte[] written = writer.take();
        if (written.length > 0) {
            sink.bytes(ByteBuffer.wrap(written));
        }
    }
}
