// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.DialectForm;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.Tally;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream read by its dialect; its frames go out as they are or translated. The sink hears the head with the first
 * bytes, so that a stream cut before them can be retried.
 */
final class ReadStream implements Answer, RawFrames {
    private final HttpCall call;
    private final String contentType;
    private final @Nullable AnswerWriter writer;
    private final Tally tally;
    private final AnswerStream stream;
    private byte[] run = Bytes.EMPTY;
    private int runFrom;
    private int runTo;
    private ByteBuffer last = Bytes.NONE;
    private boolean headSent;
    private boolean closed;

    /**
     * @param writer null when frames go out as they are
     */
    ReadStream(HttpCall call, String contentType, DialectForm form, @Nullable AnswerWriter writer) {
        this.call = call;
        this.contentType = contentType;
        this.writer = writer;
        this.tally = new Tally(writer);
        this.stream = form.readStream(tally, writer == null ? this : null);
    }

    @Override
    public void bytes(ByteBuffer data) {
        try {
            stream.feed(data);
        } catch (IOException e) {
            broken(e);
            return;
        }
        flush();
        if (stream.over()) {
            close();
        }
    }

    @Override
    public void end() {
        boolean proper;
        try {
            proper = stream.finish();
        } catch (IOException e) {
            broken(e);
            return;
        }
        flush();
        if (proper) {
            close();
        } else {
            call.fail(new Broken("the stream ended in the middle"));
        }
    }

    @Override
    public @Nullable TokenUsage soFar() {
        return Usages.soFar(tally, call.request().body());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // frames go out together where they lie in one and the same array
    public void frame(byte[] bytes, int from, int to, boolean isLast) {
        if (isLast) {
            last = ByteBuffer.wrap(bytes, from, to - from);
        } else if (bytes == run && from == runTo) {
            runTo = to;
        } else {
            passRun();
            run = bytes;
            runFrom = from;
            runTo = to;
        }
    }

    private void broken(IOException why) {
        flush();
        call.fail(new Broken("the stream is not what it should be: " + why.getMessage()));
    }

    private void flush() {
        if (writer == null) {
            passRun();
        } else {
            pass(ByteBuffer.wrap(writer.take()));
        }
    }

    private void passRun() {
        pass(ByteBuffer.wrap(run, runFrom, runTo - runFrom));
        run = Bytes.EMPTY;
        runFrom = 0;
        runTo = 0;
    }

    private void pass(ByteBuffer bytes) {
        if (bytes.hasRemaining() && !call.over()) {
            head();
            call.sink().bytes(bytes);
        }
    }

    private void head() {
        if (!headSent) {
            headSent = true;
            call.sink().head(200, contentType, -1);
        }
    }

    private void close() {
        if (closed || call.over()) {
            return;
        }
        closed = true;
        TokenUsage usage = Usages.complete(tally, call.request().body());
        if (writer != null) {
            last = ByteBuffer.wrap(writer.end(usage));
            pass(ByteBuffer.wrap(writer.take()));
        }
        if (!call.over()) {
            head();
            call.complete(usage, last);
        }
    }
}
