// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Gate;
import graphql.ExecutionResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** One question of a conversation: answered once, or as often as something happens. One answer is under way at a time. */
final class Operation implements Subscriber<ExecutionResult> {
    private static final Logger LOG = Logger.getLogger(Operation.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Conversation conversation;
    private final String id;
    private @Nullable Subscription subscription;
    private boolean cancelled;

    Operation(Conversation conversation, String id) {
        this.conversation = conversation;
        this.id = id;
    }

    static Problem tooMany(int most) {
        return new Problem(
                ErrorCode.OVERLOADED, "There are " + most + " operations on this socket; complete some of them first");
    }

    void run(GraphqlEngine engine, Gate.Entrant who, JsonNode payload) {
        try {
            if (!who.standing().holds()) {
                conversation.close(Conversation.FORBIDDEN, "Forbidden");
                return;
            }
            ExecutionResult result =
                    engine.answer(who.caller(), who.standing(), GraphqlQuestion.read(payload), GraphqlEngine.Kinds.ALL);
            if (result.getData() instanceof Publisher<?>) {
                result.<Publisher<ExecutionResult>>getData().subscribe(this);
            } else if (!result.isDataPresent()) {
                last("error", JSON.valueToTree(result.toSpecification().get("errors")));
            } else if (!isCancelled()) {
                CompletionStage<?> _ = next(result).thenRun(this::onComplete);
            }
        } catch (Problem refusal) {
            refuse(refusal);
        } catch (RuntimeException e) {
            LOG.error("a GraphQL operation failed", e);
            refuse(new Problem(ErrorCode.INTERNAL, "Something broke on our side"));
        }
    }

    /** Says that the question itself is refused. */
    void refuse(Problem problem) {
        Map<String, Object> error = Map.of(
                "message",
                problem.detail(),
                "extensions",
                Map.of("code", problem.code().code()));
        last("error", JSON.valueToTree(List.of(error)));
    }

    private CompletionStage<?> next(ExecutionResult result) {
        return conversation.send(Conversation.say("next", id, JSON.valueToTree(result.toSpecification())));
    }

    /** Once the client has it, it may use the id again. */
    private void last(String type, @Nullable JsonNode payload) {
        conversation.ended(id, this);
        CompletionStage<?> _ = conversation.send(Conversation.say(type, id, payload));
    }

    void cancel() {
        Subscription from;
        synchronized (this) {
            cancelled = true;
            from = subscription;
        }
        if (from != null) {
            from.cancel();
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onSubscribe(Subscription to) {
        boolean left;
        synchronized (this) {
            subscription = to;
            left = cancelled;
        }
        if (left) {
            to.cancel();
        } else {
            to.request(1);
        }
    }

    @Override
    public void onNext(ExecutionResult result) {
        if (isCancelled()) {
            return;
        }
        CompletionStage<?> _ = next(result).whenComplete((sent, failure) -> {
            Subscription from;
            synchronized (this) {
                from = subscription;
            }
            if (failure != null) {
                cancel();
            } else if (from != null) {
                from.request(1);
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        if (failure instanceof EventPublisher.Ended ended) {
            conversation.end(ended.why());
        } else if (!isCancelled()) {
            LOG.error("a GraphQL subscription failed", failure);
            refuse(new Problem(ErrorCode.INTERNAL, "Something broke on our side"));
        }
    }

    @Override
    public void onComplete() {
        if (!isCancelled()) {
            last("complete", null);
        }
    }
}
