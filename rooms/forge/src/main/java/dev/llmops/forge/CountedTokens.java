// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.forge.ChatRequest.Malformed;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Wire;
import dev.llmops.forge.dialect.anthropic.MessagesForm;
import dev.llmops.forge.dialect.openai.ChatForm;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How many tokens a request of {@code messages} has, where its upstream cannot be asked: as many as the simulator would
 * count. For every other model that is an estimate.
 */
final class CountedTokens {
    private static final MessagesForm MESSAGES = new MessagesForm();
    private static final ChatForm CHAT = new ChatForm();

    private CountedTokens() {}

    static Simulated of(Inference.Request request, Tokenizer tokens) throws IOException, Malformed {
        Conversation said = MESSAGES.readRequest(request.body());
        byte[] chat = CHAT.writeRequest(said, new Wire(UpstreamKind.SIMULATOR, "count", false, false));
        int count = SimulatedAnswer.promptTokens(ChatRequest.parse(ByteBuffer.wrap(chat)), tokens);
        byte[] body = new JsonOut().open().put("input_tokens", count).close().finish();
        return new Simulated.Whole(TokenUsage.NONE, ByteBuffer.wrap(body));
    }
}
