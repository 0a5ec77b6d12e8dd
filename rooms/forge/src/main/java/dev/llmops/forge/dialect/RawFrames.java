// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

/** Hears of each frame of a stream as it lies. */
public interface RawFrames {
    /**
     * @param last whether it is the one that makes the stream complete
     */
    void frame(byte[] bytes, int from, int to, boolean last);
}
