// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads an upstream's stream, wherever the network cut it. Whatever is wrong with it is an {@link IOException}. */
public interface AnswerStream {
    /** Takes the next bytes, which must be backed by an array that nobody changes. */
    void feed(ByteBuffer chunk) throws IOException;

    /** Whether the last event of all has come; what follows is not read. */
    boolean over();

    /** The upstream ended: whether that was a proper end, or the stream was cut. */
    boolean finish() throws IOException;
}
