// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.meaning;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;

/**
 * The sentence encoder all-MiniLM-L6-v2 with 8-bit weights on ONNX Runtime. One thread per call and no arena: memory
 * stays near the size of the model. The meaning of a text is the mean over its tokens.
 */
final class MiniLm implements TextEncoder, AutoCloseable {
    /** Names the vectors kept on disk; another model is another name. */
    static final String NAME = "all-minilm-l6-v2-q";

    /** The model was trained on 128 tokens; more would only make it slower. */
    private static final int MAX_TOKENS = 128;

    private final OrtSession session;
    private final WordPiece tokens;

    private MiniLm(OrtSession session, WordPiece tokens) {
        this.session = session;
        this.tokens = tokens;
    }

    static MiniLm load() {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            WordPiece tokens = WordPiece.of(new ObjectMapper().readTree(resource("/" + NAME + "-tokenizer.json")));
            return new MiniLm(
                    OrtEnvironment.getEnvironment().createSession(resource("/" + NAME + ".onnx"), options), tokens);
        } catch (OrtException e) {
            throw new IllegalStateException("the encoder cannot be loaded", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the encoder cannot be read", e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = MiniLm.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException(name + " is not on the class path");
            }
            return file.readAllBytes();
        }
    }

    @Override
    public float[] encode(String text) {
        long[] ids = tokens.ids(text, MAX_TOKENS);
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, new long[][] {ids});
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {ones});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[][] {new long[ids.length]});
                OrtSession.Result result =
                        session.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            return mean(((float[][][]) result.get(0).getValue())[0]);
        } catch (OrtException e) {
            throw new IllegalStateException("a text of " + ids.length + " tokens could not be encoded", e);
        }
    }

    private static float[] mean(float[][] tokens) {
        float[] mean = new float[DIMENSIONS];
        for (float[] token : tokens) {
            for (int i = 0; i < DIMENSIONS; i++) {
                mean[i] += token[i];
            }
        }
        return normalized(mean);
    }

    private static float[] normalized(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        float length = (float) Math.max(Math.sqrt(square), 1e-12);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the encoder cannot be closed", e);
        }
    }
}
