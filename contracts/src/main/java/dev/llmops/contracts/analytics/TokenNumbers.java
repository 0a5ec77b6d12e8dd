// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.TokenUsage.Parts;
import dev.llmops.contracts.forge.TokenUsage.Source;
import java.nio.ByteBuffer;

/** The tokens of a call in a usage record; the parts only where a call has any. */
final class TokenNumbers {
    private TokenNumbers() {}

    static boolean hasParts(TokenUsage usage) {
        return !Parts.NONE.equals(usage.parts());
    }

    static void put(ByteBuffer target, TokenUsage usage) {
        target.putLong(usage.input());
        target.putLong(usage.output());
        target.putLong(usage.cachedInput());
        target.putLong(usage.reasoning());
        target.put((byte) (usage.estimated() ? 1 : 0));
        if (hasParts(usage)) {
            target.putLong(usage.cacheWrite());
            target.putLong(usage.longCacheWrite());
            target.putLong(usage.audioInput());
            target.putLong(usage.cachedAudioInput());
            target.putLong(usage.audioOutput());
            target.putLong(usage.imageInput());
        }
    }

    static TokenUsage read(ByteBuffer source, boolean withParts) {
        long input = source.getLong();
        long output = source.getLong();
        long cachedInput = source.getLong();
        long reasoning = source.getLong();
        Source counted = source.get() == 1 ? Source.ESTIMATED : Source.PROVIDER;
        Parts parts = withParts ? parts(source) : Parts.NONE;
        return new TokenUsage(input, output, cachedInput, reasoning, parts, counted);
    }

    private static Parts parts(ByteBuffer source) {
        return new Parts(
                source.getLong(),
                source.getLong(),
                source.getLong(),
                source.getLong(),
                source.getLong(),
                source.getLong());
    }
}
