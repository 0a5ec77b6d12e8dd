// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.gateway.dialect.ClientRequest.Span;
import dev.llmops.gateway.dialect.ClientRequest.StreamOptions;
import java.nio.ByteBuffer;

/**
 * Makes the upstream's request out of the client's by replacing bytes: the model's name, and for streams
 * {@code include_usage}, without which an upstream does not say what a stream used. Every other byte stays as it is.
 */
final class RequestRewrite {
    private static final byte[] OPTION = "\"stream_options\":{\"include_usage\":true},".getBytes(US_ASCII);
    private static final byte[] OBJECT = "{\"include_usage\":true}".getBytes(US_ASCII);
    private static final byte[] MEMBER = "\"include_usage\":true,".getBytes(US_ASCII);
    private static final byte[] LAST_MEMBER = "\"include_usage\":true".getBytes(US_ASCII);
    private static final byte[] TRUE = "true".getBytes(US_ASCII);

    private RequestRewrite() {}

    /**
     * @param dialect some have to be asked for what a stream used
     * @param modelLiteral the upstream's model name as a JSON string, quotes included
     */
    static ByteBuffer rewrite(ClientDialect dialect, byte[] body, ClientRequest request, byte[] modelLiteral) {
        Edit model = new Edit(request.modelSpan(), modelLiteral);
        if (!dialect.usageOnDemand() || !request.stream() || request.clientWantsUsage()) {
            return splice(body, model);
        }
        Edit usage = usage(request.bodyStart(), request.streamOptions());
        return usage.span.start() < model.span.start() ? splice(body, usage, model) : splice(body, model, usage);
    }

    private static Edit usage(int bodyStart, @org.jspecify.annotations.Nullable StreamOptions options) {
        if (options == null) {
            return insert(bodyStart + 1, OPTION);
        }
        if (options.isNull()) {
            return new Edit(options.value(), OBJECT);
        }
        if (options.includeUsageSpan() != null) {
            return new Edit(options.includeUsageSpan(), TRUE);
        }
        return insert(options.value().start() + 1, options.empty() ? LAST_MEMBER : MEMBER);
    }

    private static Edit insert(int at, byte[] bytes) {
        return new Edit(new Span(at, at), bytes);
    }

    private static ByteBuffer splice(byte[] body, Edit... inOrder) {
        int length = body.length;
        for (Edit edit : inOrder) {
            length += edit.bytes.length - (edit.span.end() - edit.span.start());
        }
        ByteBuffer result = ByteBuffer.allocate(length);
        int copied = 0;
        for (Edit edit : inOrder) {
            result.put(body, copied, edit.span.start() - copied).put(edit.bytes);
            copied = edit.span.end();
        }
        return result.put(body, copied, body.length - copied).flip();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, lives for one call
    private record Edit(Span span, byte[] bytes) {}
}
