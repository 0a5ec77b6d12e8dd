// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.JsonOut;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A {@code chat/completions} or {@code embeddings} request for Mistral, which refuses members that it does not know: those that everybody
 * else takes without effect are left out, and those that it calls otherwise are renamed. All others are for it to judge.
 */
public final class MistralRequest {
    private MistralRequest() {}

    public static byte[] of(ByteBuffer body) throws IOException {
        JsonOut out = new JsonOut().open();
        JsonIn.read(
                body,
                in -> in.members(name -> {
                    switch (name) {
                        // It tells what was used without being asked.
                        case "stream_options",
                                "user",
                                "store",
                                "service_tier",
                                "prompt_cache_key",
                                "prompt_cache_retention",
                                "safety_identifier" -> in.skip();
                        case "max_completion_tokens" -> out.raw("max_tokens", in.raw());
                        case "dimensions" -> out.raw("output_dimension", in.raw());
                        case "seed" -> out.raw("random_seed", in.raw());
                        case "tool_choice" -> {
                            String choice = in.raw();
                            out.raw("tool_choice", choice.equals("\"required\"") ? "\"any\"" : choice);
                        }
                        default -> out.raw(name, in.raw());
                    }
                }));
        return out.close().finish();
    }
}
