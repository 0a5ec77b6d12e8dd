// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.embedding;

import dev.llmops.forge.dialect.JsonIn;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Reads vectors, and makes some up. */
public final class Vectors {
    private static final int GRAM = 3;

    private Vectors() {}

    /** The list of numbers that is the current value. */
    static float[] read(JsonIn in) throws IOException {
        float[][] read = {new float[256]};
        int[] length = {0};
        in.elements(() -> {
            if (length[0] == read[0].length) {
                read[0] = Arrays.copyOf(read[0], length[0] * 2);
            }
            read[0][length[0]++] = (float) in.number();
        });
        return Arrays.copyOf(read[0], length[0]);
    }

    /**
     * A vector of length 1 that is the same for the same text and near for similar ones: its words and the triples of its
     * letters, each hashed to a place and a sign.
     */
    public static float[] of(String text, int dimensions) {
        float[] vector = new float[dimensions];
        String plain = text.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
        for (String word : plain.split(" ", -1)) {
            add(vector, word, 0, word.length(), 2);
            String framed = "^" + word + "$";
            for (int i = 0; i + GRAM <= framed.length(); i++) {
                add(vector, framed, i, i + GRAM, 1);
            }
        }
        return unit(vector);
    }

    private static void add(float[] vector, String text, int from, int to, float weight) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
        int place = (int) Long.remainderUnsigned(hash, vector.length);
        vector[place] += hash < 0 ? -weight : weight;
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        if (square == 0) {
            vector[0] = 1;
            return vector;
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }
}
