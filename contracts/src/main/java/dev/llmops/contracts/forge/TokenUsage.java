// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

/**
 * What a call used, in tokens, told in one way whatever the provider's own way is.
 *
 * <ul>
 *   <li>{@code input} is everything the model read: fresh text, what came from a cache, what was written to one, audio,
 *       images, and what tools of the provider put into the prompt.
 *   <li>{@code output} is everything it wrote: text, reasoning, audio.
 *   <li>Every other number is a part of one of the two and never to be added to it. {@code cachedInput} and
 *       {@code cacheWrite} do not overlap.
 * </ul>
 *
 * @param cachedInput the part of the input that was read from the provider's cache
 * @param reasoning the part of the output that is reasoning
 * @param parts what few calls have; {@link Parts#NONE} for the others, so that they carry none of it
 * @param source who counted
 */
public record TokenUsage(long input, long output, long cachedInput, long reasoning, Parts parts, Source source) {
    public static final TokenUsage NONE = estimate(0, 0);

    /** Who counted the tokens. */
    public enum Source {
        /** The provider said so in its answer. */
        PROVIDER,
        /** We counted or guessed, because the provider did not say, or not yet. */
        ESTIMATED
    }

    /**
     * Parts of the input and the output that have a price of their own.
     *
     * @param cacheWrite of the input: written to the provider's cache, for whatever time
     * @param longCacheWrite of {@code cacheWrite}: kept for an hour instead of minutes
     * @param audioInput of the input: audio, cached or not
     * @param cachedAudioInput of {@code audioInput} and of the cached input: audio read from the cache
     * @param audioOutput of the output: audio
     * @param imageInput of the input: images, cached or not, where the provider tells them apart
     */
    public record Parts(
            long cacheWrite,
            long longCacheWrite,
            long audioInput,
            long cachedAudioInput,
            long audioOutput,
            long imageInput) {
        public static final Parts NONE = new Parts(0, 0, 0, 0, 0, 0);

        /** The parts with these numbers; the shared {@link #NONE} when all are zero. */
        public static Parts of(
                long cacheWrite,
                long longCacheWrite,
                long audioInput,
                long cachedAudioInput,
                long audioOutput,
                long imageInput) {
            boolean none =
                    (cacheWrite | longCacheWrite | audioInput | cachedAudioInput | audioOutput | imageInput) == 0;
            return none
                    ? NONE
                    : new Parts(cacheWrite, longCacheWrite, audioInput, cachedAudioInput, audioOutput, imageInput);
        }
    }

    /** What a provider said of a call with plain input and output. */
    public static TokenUsage counted(long input, long output) {
        return new TokenUsage(input, output, 0, 0, Parts.NONE, Source.PROVIDER);
    }

    /** What we think that a call used. */
    public static TokenUsage estimate(long input, long output) {
        return new TokenUsage(input, output, 0, 0, Parts.NONE, Source.ESTIMATED);
    }

    public TokenUsage withCachedInput(long tokens) {
        return new TokenUsage(input, output, tokens, reasoning, parts, source);
    }

    public TokenUsage withReasoning(long tokens) {
        return new TokenUsage(input, output, cachedInput, tokens, parts, source);
    }

    /** @param longLived the part of {@code tokens} that is kept for an hour */
    public TokenUsage withCacheWrite(long tokens, long longLived) {
        return with(Parts.of(
                tokens, longLived, parts.audioInput, parts.cachedAudioInput, parts.audioOutput, parts.imageInput));
    }

    /** @param cached the part of {@code read} that came from the cache */
    public TokenUsage withAudio(long read, long cached, long written) {
        return with(Parts.of(parts.cacheWrite, parts.longCacheWrite, read, cached, written, parts.imageInput));
    }

    public TokenUsage withImageInput(long tokens) {
        return with(Parts.of(
                parts.cacheWrite,
                parts.longCacheWrite,
                parts.audioInput,
                parts.cachedAudioInput,
                parts.audioOutput,
                tokens));
    }

    public TokenUsage with(Parts told) {
        return new TokenUsage(input, output, cachedInput, reasoning, told, source);
    }

    public long cacheWrite() {
        return parts.cacheWrite;
    }

    public long longCacheWrite() {
        return parts.longCacheWrite;
    }

    public long audioInput() {
        return parts.audioInput;
    }

    public long cachedAudioInput() {
        return parts.cachedAudioInput;
    }

    public long audioOutput() {
        return parts.audioOutput;
    }

    public long imageInput() {
        return parts.imageInput;
    }

    public boolean estimated() {
        return source == Source.ESTIMATED;
    }

    public long total() {
        return input + output;
    }
}
