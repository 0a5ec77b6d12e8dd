// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.embedding;

import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.MalformedAnswerException;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Gemini's {@code batchEmbedContents}. It does not say what was used. */
public final class GeminiEmbeddings {
    private static final int MAX_INPUTS = 100;

    private GeminiEmbeddings() {}

    public static byte[] request(EmbeddingsRequest asked, String upstreamModel) throws UntranslatableException {
        if (asked.inputs().size() > MAX_INPUTS) {
            throw new UntranslatableException("input", "input: expected at most " + MAX_INPUTS + " texts for Gemini");
        }
        String model = upstreamModel.startsWith("models/") ? upstreamModel : "models/" + upstreamModel;
        JsonOut out = new JsonOut().open().list("requests");
        for (EmbeddingsRequest.Input input : asked.inputs()) {
            if (!(input instanceof EmbeddingsRequest.Input.Text text)) {
                throw UntranslatableException.unsaid("input", "texts");
            }
            out.open().put("model", model).open("content").list("parts");
            out.open().put("text", text.text()).close().close().close();
            out.maybe("outputDimensionality", asked.dimensions()).close();
        }
        return out.close().close().finish();
    }

    /** The answer in OpenAI's shape. */
    public static byte[] answer(ByteBuffer body, EmbeddingsRequest asked, String model, long tokens)
            throws IOException {
        List<float[]> vectors = new ArrayList<>();
        JsonIn.read(
                body,
                in -> in.members(name -> {
                    if (!name.equals("embeddings")) {
                        in.skip();
                        return;
                    }
                    in.elements(() -> in.members(member -> {
                        if (member.equals("values")) {
                            vectors.add(Vectors.read(in));
                        } else {
                            in.skip();
                        }
                    }));
                }));
        if (vectors.size() != asked.inputs().size()) {
            throw new MalformedAnswerException("it has " + vectors.size() + " embeddings for "
                    + asked.inputs().size() + " texts");
        }
        return EmbeddingsText.whole(model, vectors, asked.base64(), tokens);
    }
}
