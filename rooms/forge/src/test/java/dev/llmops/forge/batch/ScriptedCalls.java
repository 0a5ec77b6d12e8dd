// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.gateway.Calls;
import dev.llmops.kernel.Ulids;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A gateway that answers what a test says, and remembers what it was asked. */
final class ScriptedCalls implements Calls {
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile Function<String, CompletableFuture<Answer>> script = ScriptedCalls::echo;

    @Override
    public Set<String> endpoints() {
        return Set.of("/v1/chat/completions", "/v1/embeddings");
    }

    @Override
    public CompletionStage<Answer> run(Order order) {
        String body = new String(order.body(), UTF_8);
        asked.add(body);
        return script.apply(body);
    }

    static CompletableFuture<Answer> echo(String body) {
        return answer(200, "{\n \"said\": " + body + "\r\n}", true, 0);
    }

    static CompletableFuture<Answer> answer(int status, String body, boolean called, long retryAfterMillis) {
        return CompletableFuture.completedFuture(
                new Answer(Ulids.next(), status, body.getBytes(UTF_8), called, retryAfterMillis));
    }
}
