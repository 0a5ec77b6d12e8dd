// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.DialectForm;
import dev.llmops.forge.dialect.Dialects;
import dev.llmops.forge.dialect.ErrorReader;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.dialect.Wire;
import dev.llmops.forge.embedding.EmbeddingsRequest;
import dev.llmops.forge.embedding.GeminiEmbeddings;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One call of a client whose dialect its upstream does not speak: the request in the upstream's, and the way back. */
final class Translation {
    private static final int OVERLOADED = 529;

    private final DialectForm client;
    private final DialectForm upstream;
    private final @Nullable AnswerHead head;
    private final ByteBuffer body;
    private final boolean stream;

    private Translation(
            DialectForm client, DialectForm upstream, @Nullable AnswerHead head, ByteBuffer body, boolean stream) {
        this.client = client;
        this.upstream = upstream;
        this.head = head;
        this.body = body;
        this.stream = stream;
    }

    /**
     * The call translated.
     *
     * @throws UntranslatableException when the upstream's dialect cannot say what the request says
     */
    static Translation of(Inference.Request request, long nowSeconds) throws IOException {
        UpstreamKind kind = request.upstream().kind();
        DialectForm client = Dialects.of(request.dialect());
        DialectForm upstream = Dialects.of(kind.dialect());
        if (request.dialect() == Dialect.OPENAI_EMBEDDINGS) {
            byte[] texts = GeminiEmbeddings.request(EmbeddingsRequest.read(request.body()), request.upstreamModel());
            return new Translation(client, upstream, null, ByteBuffer.wrap(texts), false);
        }
        Conversation said = client.readRequest(request.body());
        Wire wire = new Wire(kind, request.upstreamModel(), request.stream(), openAi(request));
        byte[] body = upstream.writeRequest(said, wire);
        AnswerHead head =
                new AnswerHead(request.callId(), request.upstreamModel(), nowSeconds, request.clientWantsUsage(), said);
        return new Translation(client, upstream, head, ByteBuffer.wrap(body), request.stream());
    }

    /** Why a request that its upstream has nothing for was not sent. */
    static Refused unknown(Inference.Request request) {
        String kind = request.upstream().kind().wireName();
        return refusal(
                request,
                new UntranslatableException(
                        "model",
                        "model: its upstream of kind " + kind + " has no embeddings (expected: one that has)"));
    }

    /** Why a request was not sent, in the client's dialect. */
    static Refused refusal(Inference.Request request, IOException why) {
        String field =
                why instanceof UntranslatableException fault && !fault.field().isEmpty() ? fault.field() : null;
        byte[] body = Dialects.of(request.dialect())
                .writeError(400, String.valueOf(why.getMessage()), field, field == null ? null : "unsupported_value");
        return new Refused(400, "application/json", ByteBuffer.wrap(body), null);
    }

    /** The request in the upstream's dialect. */
    ByteBuffer body() {
        return body;
    }

    /** The same call, of a client that speaks the upstream's dialect. */
    Inference.Request request(Inference.Request of) {
        return new Inference.Request(
                of.callId(),
                of.upstream(),
                of.upstreamModel(),
                of.upstream().kind().dialect(),
                body,
                of.stream(),
                true,
                of.timeoutMillis());
    }

    DialectForm upstream() {
        return upstream;
    }

    /** Of a conversation. */
    AnswerWriter writer() {
        if (head == null) {
            throw new IllegalStateException("no conversation");
        }
        return stream ? client.writeStream(head) : client.writeAnswer(head);
    }

    String contentType() {
        return stream ? client.streamType() : "application/json";
    }

    /** The upstream's refusal in the client's dialect. */
    Refused refusal(Refused theirs) {
        ErrorReader error = ErrorReader.read(theirs.body());
        int status = theirs.status() == OVERLOADED ? 503 : theirs.status();
        byte[] told = client.writeError(status, error.message(theirs.status()), null, error.code());
        return new Refused(status, "application/json", ByteBuffer.wrap(told), theirs.retryAfter());
    }

    private static boolean openAi(Inference.Request request) {
        String url = request.upstream().baseUrl();
        return request.upstream().kind() == UpstreamKind.AZURE_OPENAI || isOpenAi(url);
    }

    private static boolean isOpenAi(@Nullable String url) {
        return url != null && url.matches("https://([a-z0-9-]+\\.)?api\\.openai\\.com(/.*)?");
    }
}
