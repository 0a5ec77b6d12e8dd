// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.usage;

import java.util.Map;

/** Which member of which form tells what. */
final class UsageMembers {
    private static final Map<String, Slot> MODALITIES =
            Map.of("AUDIO", Slot.AUDIO_INPUT, "IMAGE", Slot.IMAGE_INPUT, "DOCUMENT", Slot.IMAGE_INPUT);

    private static final Member INPUT_DETAILS = inside(Map.of(
            "cached_tokens", count(Slot.CACHED_INPUT),
            "cache_write_tokens", count(Slot.CACHE_WRITE),
            "audio_tokens", count(Slot.AUDIO_INPUT),
            "image_tokens", count(Slot.IMAGE_INPUT)));

    private static final Member OUTPUT_DETAILS =
            inside(Map.of("reasoning_tokens", count(Slot.REASONING), "audio_tokens", count(Slot.AUDIO_OUTPUT)));

    /** DeepSeek says {@code prompt_cache_hit_tokens} and some say {@code cached_tokens} beside the input. */
    private static final Map<String, Member> CHAT = Map.of(
            "prompt_tokens", count(Slot.INPUT),
            "completion_tokens", count(Slot.OUTPUT),
            "total_tokens", count(Slot.TOTAL),
            "prompt_tokens_details", INPUT_DETAILS,
            "completion_tokens_details", OUTPUT_DETAILS,
            "prompt_cache_hit_tokens", count(Slot.CACHED_INPUT_BESIDE),
            "cached_tokens", count(Slot.CACHED_INPUT_BESIDE));

    private static final Map<String, Member> XAI = Map.of(
            "prompt_tokens", count(Slot.INPUT),
            "completion_tokens", count(Slot.OUTPUT),
            "prompt_tokens_details", INPUT_DETAILS,
            "completion_tokens_details", OUTPUT_DETAILS,
            "cached_prompt_text_tokens", count(Slot.CACHED_INPUT_BESIDE));

    private static final Map<String, Member> EMBEDDINGS = Map.of("prompt_tokens", count(Slot.INPUT));

    private static final Map<String, Member> RESPONSES = Map.of(
            "input_tokens", count(Slot.INPUT),
            "output_tokens", count(Slot.OUTPUT),
            "total_tokens", count(Slot.TOTAL),
            "input_tokens_details", INPUT_DETAILS,
            "output_tokens_details", OUTPUT_DETAILS);

    private static final Map<String, Member> ANTHROPIC = Map.of(
            "input_tokens", count(Slot.INPUT),
            "output_tokens", count(Slot.OUTPUT),
            "cache_read_input_tokens", count(Slot.CACHED_INPUT),
            "cache_creation_input_tokens", count(Slot.CACHE_WRITE),
            "cache_creation",
                    inside(Map.of(
                            "ephemeral_5m_input_tokens", count(Slot.SHORT_CACHE_WRITE),
                            "ephemeral_1h_input_tokens", count(Slot.LONG_CACHE_WRITE))),
            "output_tokens_details", inside(Map.of("thinking_tokens", count(Slot.REASONING))));

    private static final Map<String, Member> GEMINI = Map.of(
            "promptTokenCount", count(Slot.INPUT),
            "candidatesTokenCount", count(Slot.OUTPUT),
            "thoughtsTokenCount", count(Slot.REASONING),
            "cachedContentTokenCount", count(Slot.CACHED_INPUT),
            "toolUsePromptTokenCount", count(Slot.TOOL_INPUT),
            "promptTokensDetails", modalities(MODALITIES),
            "cacheTokensDetails", modalities(Map.of("AUDIO", Slot.CACHED_AUDIO_INPUT)),
            "candidatesTokensDetails", modalities(Map.of("AUDIO", Slot.AUDIO_OUTPUT)),
            "toolUsePromptTokensDetails",
                    modalities(Map.of(
                            "AUDIO", Slot.TOOL_AUDIO_INPUT,
                            "IMAGE", Slot.TOOL_IMAGE_INPUT,
                            "DOCUMENT", Slot.TOOL_IMAGE_INPUT)));

    private static final Map<String, Member> CONVERSE = Map.of(
            "inputTokens", count(Slot.INPUT),
            "outputTokens", count(Slot.OUTPUT),
            "cacheReadInputTokens", count(Slot.CACHED_INPUT),
            "cacheWriteInputTokens", count(Slot.CACHE_WRITE),
            "cacheDetails", new Member.Kinds("ttl", "inputTokens", Map.of("1h", Slot.LONG_CACHE_WRITE)));

    private static final Map<String, Member> COHERE = Map.of(
            "billed_units",
                    inside(Map.of(
                            "input_tokens", count(Slot.INPUT),
                            "output_tokens", count(Slot.OUTPUT),
                            "image_tokens", count(Slot.IMAGE_INPUT))),
            "tokens",
                    inside(Map.of(
                            "input_tokens", count(Slot.PROCESSED_INPUT),
                            "output_tokens", count(Slot.PROCESSED_OUTPUT))),
            "cached_tokens", count(Slot.CACHED_INPUT));

    private static final Map<String, Member> OLLAMA =
            Map.of("prompt_eval_count", count(Slot.INPUT), "eval_count", count(Slot.OUTPUT));

    private UsageMembers() {}

    static Map<String, Member> of(UsageForm form) {
        return switch (form) {
            case OPENAI_CHAT -> CHAT;
            case OPENAI_RESPONSES -> RESPONSES;
            case OPENAI_EMBEDDINGS -> EMBEDDINGS;
            case ANTHROPIC -> ANTHROPIC;
            case GEMINI -> GEMINI;
            case BEDROCK_CONVERSE -> CONVERSE;
            case COHERE -> COHERE;
            case XAI -> XAI;
            case OLLAMA -> OLLAMA;
        };
    }

    private static Member count(Slot slot) {
        return new Member.Count(slot);
    }

    private static Member inside(Map<String, Member> members) {
        return new Member.Inside(members);
    }

    private static Member modalities(Map<String, Slot> slots) {
        return new Member.Kinds("modality", "tokenCount", slots);
    }
}
