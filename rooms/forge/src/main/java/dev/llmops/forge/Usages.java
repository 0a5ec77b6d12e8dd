// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.TokenUsage.Source;
import dev.llmops.forge.dialect.Tally;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a read answer used, as its upstream said or else as we think. */
final class Usages {
    private Usages() {}

    /** At the end. */
    static TokenUsage complete(Tally tally, ByteBuffer request) {
        TokenUsage used = tally.used();
        return used == null ? estimate(tally, request) : used;
    }

    /** In the middle; null when nothing was used yet. */
    static @Nullable TokenUsage soFar(Tally tally, ByteBuffer request) {
        TokenUsage used = tally.used();
        if (used == null) {
            return tally.written() == 0 && !tally.stopped() ? null : estimate(tally, request);
        }
        if (tally.stopped()) {
            return used;
        }
        // What the upstream said of the output was said before all of it was written.
        long output = Math.max(used.output(), written(tally));
        return new TokenUsage(
                used.input(), output, used.cachedInput(), used.reasoning(), used.parts(), Source.ESTIMATED);
    }

    private static TokenUsage estimate(Tally tally, ByteBuffer request) {
        return TokenUsage.estimate(UsageReader.estimateInput(request), written(tally));
    }

    private static long written(Tally tally) {
        return Math.ceilDiv(tally.written(), 4);
    }
}
