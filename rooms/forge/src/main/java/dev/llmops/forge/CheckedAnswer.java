// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.embedding.EmbeddingsAnswer;
import dev.llmops.forge.embedding.EmbeddingsRequest;
import dev.llmops.forge.embedding.GeminiEmbeddings;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in one piece that is no conversation's: it goes out once it was found to be what was asked for. */
final class CheckedAnswer implements Answer {
    private static final int MAX_BYTES = 64 << 20;

    /** Looks an answer over, and says it in the client's words where they are others. */
    interface Check {
        Checked check(ByteBuffer body) throws IOException;
    }

    record Checked(ByteBuffer body, TokenUsage usage) {}

    private final HttpCall call;
    private final HttpResponse head;
    private final Check check;
    private final List<ByteBuffer> parts = new ArrayList<>(2);
    private int total;

    private CheckedAnswer(HttpCall call, HttpResponse head, Check check) {
        this.call = call;
        this.head = head;
        this.check = check;
    }

    static Answer embeddings(HttpCall call, HttpResponse head) {
        Inference.Request request = call.request();
        return new CheckedAnswer(
                call,
                head,
                Way.of(request) == Way.TRANSLATED ? body -> gemini(body, request) : body -> open(body, request));
    }

    static Answer tokenCount(HttpCall call, HttpResponse head) {
        return new CheckedAnswer(call, head, CheckedAnswer::count);
    }

    private static Checked open(ByteBuffer body, Inference.Request request) throws IOException {
        EmbeddingsAnswer answer = EmbeddingsAnswer.read(body);
        TokenUsage told = answer.usage();
        if (told != null && !answer.numbers()) {
            return new Checked(body, told);
        }
        EmbeddingsRequest asked = asked(request);
        TokenUsage usage = told == null ? estimate(asked, request) : told;
        boolean otherwise = answer.numbers() && asked != null && asked.base64();
        return new Checked(otherwise ? ByteBuffer.wrap(EmbeddingsAnswer.inBase64(body)) : body, usage);
    }

    /** Null where the request has members that only its upstream knows. */
    private static @Nullable EmbeddingsRequest asked(Inference.Request request) {
        try {
            return EmbeddingsRequest.read(request.body());
        } catch (IOException unknown) {
            return null;
        }
    }

    private static TokenUsage estimate(@Nullable EmbeddingsRequest asked, Inference.Request request) {
        long tokens = asked == null ? UsageReader.estimateInput(request.body()) : asked.estimatedTokens();
        return TokenUsage.estimate(tokens, 0);
    }

    private static Checked gemini(ByteBuffer body, Inference.Request request) throws IOException {
        EmbeddingsRequest asked = EmbeddingsRequest.read(request.body());
        long tokens = asked.estimatedTokens();
        byte[] answer = GeminiEmbeddings.answer(body, asked, request.upstreamModel(), tokens);
        return new Checked(ByteBuffer.wrap(answer), TokenUsage.estimate(tokens, 0));
    }

    private static Checked count(ByteBuffer body) throws IOException {
        boolean[] counted = {false};
        JsonIn.read(
                body,
                in -> in.members(name -> {
                    counted[0] |= name.equals("input_tokens") && in.whole() >= 0;
                    in.skip();
                }));
        if (!counted[0]) {
            throw new MalformedAnswerException("it has no input_tokens");
        }
        return new Checked(body, TokenUsage.NONE);
    }

    @Override
    public void bytes(ByteBuffer data) {
        if (total + data.remaining() > MAX_BYTES) {
            call.fail(new Broken("the answer is larger than " + MAX_BYTES + " bytes"));
            return;
        }
        total += data.remaining();
        parts.add(data);
    }

    @Override
    public void end() {
        Checked checked;
        try {
            checked = check.check(parts.isEmpty() ? Bytes.NONE : Bytes.join(parts, total));
        } catch (IOException e) {
            call.fail(new Broken("the answer is not what it should be: " + e.getMessage()));
            return;
        }
        String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        call.sink()
                .head(
                        head.status().code(),
                        contentType == null ? "application/json" : contentType,
                        checked.body().remaining());
        call.complete(checked.usage(), checked.body());
    }
}
