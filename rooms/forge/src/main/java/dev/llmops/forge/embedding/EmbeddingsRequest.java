// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.embedding;

import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@code embeddings} request.
 *
 * @param inputs at least one
 * @param base64 whether vectors are told in base64 instead of numbers
 * @param dimensions null for the model's own
 */
public record EmbeddingsRequest(
        String model,
        List<Input> inputs,
        boolean base64,
        @Nullable Integer dimensions) {
    private static final int MAX_INPUTS = 2_048;
    private static final String TEXTS = "a text that is not empty, a list of tokens, or a list of either";

    /** One thing to embed: a text, or its tokens. */
    public sealed interface Input {
        record Text(String text) implements Input {}

        record Tokens(List<Integer> ids) implements Input {}
    }

    public EmbeddingsRequest {
        inputs = List.copyOf(inputs);
    }

    /** Refuses what is none with {@link UntranslatableException}. */
    public static EmbeddingsRequest read(ByteBuffer body) throws IOException {
        Reader reader = new Reader();
        JsonIn.read(body, in -> in.members(name -> reader.member(in, name)));
        reader.endTokens();
        if (reader.inputs.isEmpty()) {
            throw new UntranslatableException("input", "input: expected " + TEXTS);
        }
        return new EmbeddingsRequest(reader.model, reader.inputs, reader.base64, reader.dimensions);
    }

    /** Input tokens, roughly: a token for every four characters of text. */
    public long estimatedTokens() {
        long tokens = 0;
        for (Input input : inputs) {
            tokens += switch (input) {
                case Input.Text text -> Math.ceilDiv(text.text().length(), 4);
                case Input.Tokens ids -> ids.ids().size();
            };
        }
        return tokens;
    }

    private static final class Reader {
        private final List<Input> inputs = new ArrayList<>();
        private final List<Integer> tokens = new ArrayList<>();
        private String model = "";
        private boolean base64;
        private @Nullable Integer dimensions;

        private void member(JsonIn in, String name) throws IOException {
            switch (name) {
                case "model" -> model = in.text();
                case "user" -> in.skip();
                case "input" -> input(in);
                case "dimensions" -> dimensions = dimensions(in);
                case "encoding_format" ->
                    base64 = switch (in.text()) {
                        case "float" -> false;
                        case "base64" -> true;
                        default -> throw in.refuse("float or base64");
                    };
                default -> throw in.unsaid("nothing");
            }
        }

        private static int dimensions(JsonIn in) throws IOException {
            int value = in.small();
            if (value < 1) {
                throw in.refuse("a whole number of at least 1");
            }
            return value;
        }

        private void input(JsonIn in) throws IOException {
            if (in.isText()) {
                text(in);
            } else {
                in.elements(() -> element(in));
            }
        }

        private void element(JsonIn in) throws IOException {
            if (in.isText()) {
                text(in);
            } else if (in.isList()) {
                in.elements(() -> token(in));
                endTokens();
            } else {
                token(in);
            }
            if (inputs.size() > MAX_INPUTS) {
                throw in.refuse("at most " + MAX_INPUTS + " texts");
            }
        }

        private void text(JsonIn in) throws IOException {
            if (in.text().isEmpty()) {
                throw in.refuse(TEXTS);
            }
            inputs.add(new Input.Text(in.text()));
        }

        private void token(JsonIn in) throws IOException {
            tokens.add(in.small());
        }

        /** Tokens that stand in a row are one input. */
        private void endTokens() {
            if (!tokens.isEmpty()) {
                inputs.add(new Input.Tokens(List.copyOf(tokens)));
                tokens.clear();
            }
        }
    }
}
