// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

/** What every answer says it used. {@code input} includes {@code cached}, {@code output} includes {@code reasoning}. */
public record ProviderUsage(long input, long output, long cached, long reasoning) {
    public static final ProviderUsage DEFAULT = new ProviderUsage(12, 8, 0, 0);

    String json() {
        return "{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output + ",\"total_tokens\":"
                + (input + output) + ",\"prompt_tokens_details\":{\"cached_tokens\":" + cached
                + "},\"completion_tokens_details\":{\"reasoning_tokens\":" + reasoning + "}}";
    }
}
