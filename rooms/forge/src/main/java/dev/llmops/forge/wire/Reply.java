// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

import io.netty.handler.codec.http.HttpResponse;
import java.nio.ByteBuffer;

/** Who hears what comes back: the head, any bytes, then the end; or, at any point and last, that it broke off. */
public interface Reply {
    void head(HttpResponse head);

    /** The buffer is the receiver's own. */
    void bytes(ByteBuffer data);

    void end();

    void broken();
}
