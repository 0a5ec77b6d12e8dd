// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.usage;

/** The numbers that providers tell, as they tell them: what includes what is the form's to know. */
enum Slot {
    INPUT,
    OUTPUT,
    /** Both together, as the provider adds them up. */
    TOTAL,
    CACHED_INPUT,
    /** The same, said beside the details; counts where those say nothing. */
    CACHED_INPUT_BESIDE,
    CACHE_WRITE,
    /** Its part that is kept for minutes. */
    SHORT_CACHE_WRITE,
    LONG_CACHE_WRITE,
    REASONING,
    AUDIO_INPUT,
    CACHED_AUDIO_INPUT,
    AUDIO_OUTPUT,
    IMAGE_INPUT,
    /** What the provider's own tools put into the prompt, where it is no part of the input. */
    TOOL_INPUT,
    TOOL_AUDIO_INPUT,
    TOOL_IMAGE_INPUT,
    /** What the model processed, where that is not what is billed. */
    PROCESSED_INPUT,
    PROCESSED_OUTPUT
}
