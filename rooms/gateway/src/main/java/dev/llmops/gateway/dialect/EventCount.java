// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import java.nio.ByteBuffer;

/** Counts the events of a stream as it passes: each ends with an empty line. */
public final class EventCount {
    private long events;
    private boolean lineEnded;

    public void passed(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            boolean lineEnds = bytes.get(i) == '\n';
            if (lineEnds && lineEnded) {
                events++;
                lineEnded = false;
            } else {
                lineEnded = lineEnds;
            }
        }
    }

    public long events() {
        return events;
    }
}
