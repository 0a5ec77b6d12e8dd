// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.llmops.kernel.Problem;
import java.util.Locale;

/** What is limited. */
public enum LimitResource {
    /** Calls answered or aborted; failed ones are given back. */
    REQUESTS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    /** Input and output together. */
    TOKENS,
    /** Millionths of a US dollar, by the price list; calls without a price cost nothing here. */
    SPEND_MICRO_USD,
    /** Calls under way at one time; has no window. */
    CONCURRENCY;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static LimitResource parse(String text) {
        for (LimitResource resource : values()) {
            if (resource.wireName().equals(text)) {
                return resource;
            }
        }
        throw Problem.invalid(
                "resource", text, "requests, input_tokens, output_tokens, tokens, spend_micro_usd or concurrency");
    }
}
