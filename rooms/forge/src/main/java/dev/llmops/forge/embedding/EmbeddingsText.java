// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.embedding;

import dev.llmops.forge.dialect.JsonOut;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** Writes the answer to an {@code embeddings} request. */
public final class EmbeddingsText {
    private EmbeddingsText() {}

    public static byte[] whole(String model, List<float[]> vectors, boolean base64, long tokens) {
        JsonOut out = new JsonOut().open().put("object", "list").list("data");
        for (int i = 0; i < vectors.size(); i++) {
            out.open().put("object", "embedding").put("index", i);
            vector(out, vectors.get(i), base64);
            out.close();
        }
        out.close().put("model", model);
        out.open("usage")
                .put("prompt_tokens", tokens)
                .put("total_tokens", tokens)
                .close();
        return out.close().finish();
    }

    private static void vector(JsonOut out, float[] vector, boolean base64) {
        if (base64) {
            out.put("embedding", base64(vector));
            return;
        }
        StringBuilder numbers = new StringBuilder(vector.length * 12).append('[');
        for (int i = 0; i < vector.length; i++) {
            numbers.append(i == 0 ? "" : ",").append(vector[i]);
        }
        out.raw("embedding", numbers.append(']').toString());
    }

    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
