// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.embedding.EmbeddingsRequest;
import dev.llmops.forge.embedding.EmbeddingsRequest.Input;
import dev.llmops.forge.embedding.EmbeddingsText;
import dev.llmops.forge.embedding.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The simulator's vectors: of letters and words, not of meaning, but the same every time and near for similar texts. */
final class SimulatedEmbeddings {
    private static final int DIMENSIONS = 256;
    private static final int MAX_DIMENSIONS = 3_072;
    private static final int MAX_TOKENS = 8_192;
    private static final int MAX_CHARS = MAX_TOKENS * 8;
    private static final int MAX_ALL_TOKENS = 300_000;

    private SimulatedEmbeddings() {}

    static Simulated to(ByteBuffer body, Tokenizer tokens) throws IOException {
        EmbeddingsRequest asked = EmbeddingsRequest.read(body);
        Integer wanted = asked.dimensions();
        int dimensions = wanted == null ? DIMENSIONS : wanted;
        if (dimensions > MAX_DIMENSIONS) {
            throw new UntranslatableException("dimensions", "dimensions: expected at most " + MAX_DIMENSIONS);
        }
        List<float[]> vectors = new ArrayList<>(asked.inputs().size());
        long all = 0;
        for (Input input : asked.inputs()) {
            String text = text(input, tokens);
            int count = text.length() > MAX_CHARS ? Integer.MAX_VALUE : tokens.count(text);
            all += count;
            if (count > MAX_TOKENS || all > MAX_ALL_TOKENS) {
                throw new UntranslatableException(
                        "input",
                        "input: expected at most " + MAX_TOKENS + " tokens in a text and " + MAX_ALL_TOKENS
                                + " in all");
            }
            vectors.add(Vectors.of(text, dimensions));
        }
        byte[] answer = EmbeddingsText.whole(asked.model(), vectors, asked.base64(), all);
        return new Simulated.Whole(TokenUsage.counted(all, 0), ByteBuffer.wrap(answer));
    }

    private static String text(Input input, Tokenizer tokens) throws IOException {
        return switch (input) {
            case Input.Text text -> text.text();
            case Input.Tokens ids -> {
                String text = tokens.text(ids.ids());
                if (text == null) {
                    throw new UntranslatableException("input", "input: expected tokens of o200k_base");
                }
                yield text;
            }
        };
    }
}
