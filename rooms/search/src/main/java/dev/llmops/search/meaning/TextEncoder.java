// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.meaning;

/** Turns a text into a vector of length one: near vectors, near meanings. Safe for several threads. */
@FunctionalInterface
public interface TextEncoder {
    int DIMENSIONS = 384;

    float[] encode(String text);
}
