// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A JSON answer that is ready to be sent, many times.
 *
 * @param tag its entity tag, quotes included
 * @param headers besides those that every answer of its kind has
 */
public record HotAnswer(String tag, Map<String, String> headers, Buffer body) {
    public HotAnswer {
        headers = Map.copyOf(headers);
    }

    public static HotAnswer of(String tag, Map<String, String> headers, byte[] json) {
        return new HotAnswer(tag, headers, Buffer.buffer(json));
    }

    public byte[] json() {
        return body.getBytes();
    }

    /** Bytes that it keeps from being collected, about. */
    public int weight() {
        return body.length() + 256;
    }
}
