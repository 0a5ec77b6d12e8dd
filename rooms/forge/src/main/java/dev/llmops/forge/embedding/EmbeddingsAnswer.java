// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.embedding;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.usage.UsageForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream answered to an {@code embeddings} request, looked over.
 *
 * @param numbers whether vectors are lists of numbers
 * @param usage null when it does not say
 */
public record EmbeddingsAnswer(boolean numbers, @Nullable TokenUsage usage) {
    /** Throws {@link IOException} when it is no answer. */
    public static EmbeddingsAnswer read(ByteBuffer body) throws IOException {
        Reader reader = new Reader();
        JsonIn.read(body, in -> in.members(name -> reader.member(in, name)));
        if (reader.vectors == 0) {
            throw new MalformedAnswerException("it has no embeddings");
        }
        return new EmbeddingsAnswer(reader.numbers, reader.usage);
    }

    /** The answer with its lists of numbers in base64: official clients ask for that and read nothing else then. */
    public static byte[] inBase64(ByteBuffer body) throws IOException {
        JsonOut out = new JsonOut().open();
        JsonIn.read(
                body,
                in -> in.members(name -> {
                    if (!name.equals("data")) {
                        out.raw(name, in.raw());
                        return;
                    }
                    out.list("data");
                    in.elements(() -> {
                        out.open();
                        in.members(member -> {
                            if (member.equals("embedding") && in.isList()) {
                                out.put("embedding", EmbeddingsText.base64(Vectors.read(in)));
                            } else {
                                out.raw(member, in.raw());
                            }
                        });
                        out.close();
                    });
                    out.close();
                }));
        return out.close().finish();
    }

    private static final class Reader {
        private int vectors;
        private boolean numbers;
        private @Nullable TokenUsage usage;

        private void member(JsonIn in, String name) throws IOException {
            switch (name) {
                case "error" -> throw new MalformedAnswerException("it is an error");
                case "data" ->
                    in.elements(() -> in.members(member -> {
                        if (member.equals("embedding")) {
                            vectors++;
                            numbers = in.isList();
                        }
                        in.skip();
                    }));
                case "usage" -> usage = in.usage(UsageForm.OPENAI_EMBEDDINGS);
                default -> in.skip();
            }
        }
    }
}
