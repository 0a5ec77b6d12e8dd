// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.dialect.RefusedCall;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom a call answers: a client over HTTP, or somebody within the process. Used on the call's event loop. */
sealed interface ClientSide permits Exchange, HeldAnswer {
    MultiMap requestHeaders();

    /** Of the answer. */
    MultiMap headers();

    Turn turn();

    /** Answers with an error. */
    default void refuse(RefusedCall refused) {
        refuse(refused.code().status(), refused);
    }

    void refuse(int status, RefusedCall refused);

    /** Answers with the upstream's own error. */
    void pass(int status, @Nullable String contentType, ByteBuffer bytes, @Nullable Duration retryAfter);

    void begin(int status, @Nullable String contentType);

    /** Writes some of the answer. Returns false when the client does not keep up; {@code drained} follows then. */
    boolean write(ByteBuffer bytes, Runnable drained);

    /** Writes the last of an answer that has begun. */
    void end(ByteBuffer last);

    /** Writes the whole answer. */
    void answer(int status, @Nullable String contentType, List<ByteBuffer> parts);

    /** Breaks the answer off so that the client cannot take it for complete. */
    void cut();
}
