// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Gate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One client's side of the sub-protocol graphql-transport-ws: who it is, then its operations, each of which runs on a
 * virtual thread of its own. Messages are taken one after the other.
 */
final class Conversation {
    static final String PROTOCOL = "graphql-transport-ws";
    static final int MAX_ID = 255;

    /** Why the socket is closed; those from 4400 on are the protocol's. */
    static final int RESTARTING = 1012;

    static final int TRY_LATER = 1013;
    static final int BROKEN = 1011;
    static final int BAD_MESSAGE = 4400;
    static final int NOT_INTRODUCED = 4401;
    static final int FORBIDDEN = 4403;
    static final int OTHER_PROTOCOL = 4406;
    static final int TOO_LATE = 4408;
    static final int TAKEN_ID = 4409;
    static final int INTRODUCED_TWICE = 4429;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Line line;
    private final Doorkeeper doorkeeper;
    private final GraphqlEngine engine;
    private final SocketLimits limits;
    private final Map<String, Operation> running = new ConcurrentHashMap<>();
    private Gate.@Nullable Entrant entrant;

    /** The network's side. */
    interface Line {
        /** Done when the network took it. */
        CompletionStage<?> send(String text);

        void close(int code, String reason);
    }

    /** Lets the client in, or refuses with a {@link Problem}. */
    interface Doorkeeper {
        /**
         * @param authorization what its first message says; null when it says nothing
         */
        Gate.Entrant admit(@Nullable String authorization);
    }

    Conversation(Line line, Doorkeeper doorkeeper, GraphqlEngine engine, SocketLimits limits) {
        this.line = line;
        this.doorkeeper = doorkeeper;
        this.engine = engine;
        this.limits = limits;
    }

    synchronized boolean introduced() {
        return entrant != null;
    }

    /** Takes one message; may block. What is returned is done when the answer, if it has one, has left. */
    Optional<CompletionStage<?>> take(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            line.close(BAD_MESSAGE, "A message must be JSON");
            return Optional.empty();
        }
        JsonNode payload = message.path("payload");
        return switch (message.path("type").asText()) {
            case "connection_init" -> introduce(payload);
            case "ping" -> Optional.of(line.send(say("pong", null, payload.isObject() ? payload : null)));
            case "pong" -> Optional.empty();
            case "subscribe" -> subscribe(message.path("id"), payload);
            case "complete" -> complete(message.path("id").asText());
            default -> {
                line.close(BAD_MESSAGE, "A message must have a type of " + PROTOCOL);
                yield Optional.empty();
            }
        };
    }

    private Optional<CompletionStage<?>> introduce(JsonNode payload) {
        if (introduced()) {
            line.close(INTRODUCED_TWICE, "Too many initialisation requests");
            return Optional.empty();
        }
        try {
            Gate.Entrant admitted = doorkeeper.admit(authorization(payload));
            synchronized (this) {
                entrant = admitted;
            }
            return Optional.of(line.send(say("connection_ack", null, null)));
        } catch (Problem refusal) {
            boolean full = refusal.code().status() >= 500;
            line.close(full ? TRY_LATER : FORBIDDEN, refusal.code().code());
            return Optional.empty();
        }
    }

    /** Clients differ in how they write the header's name. */
    private static @Nullable String authorization(JsonNode payload) {
        for (Map.Entry<String, JsonNode> member : payload.properties()) {
            if (member.getKey().equalsIgnoreCase("authorization")
                    && member.getValue().isTextual()) {
                return member.getValue().textValue();
            }
        }
        return null;
    }

    private Optional<CompletionStage<?>> subscribe(JsonNode id, JsonNode payload) {
        Gate.Entrant who;
        synchronized (this) {
            who = entrant;
        }
        if (who == null) {
            line.close(NOT_INTRODUCED, "Unauthorized");
            return Optional.empty();
        }
        String name = id.asText();
        if (!id.isTextual() || name.isEmpty() || name.length() > MAX_ID || !payload.isObject()) {
            line.close(BAD_MESSAGE, "A subscribe must have an id of 1 to 255 characters and a payload");
            return Optional.empty();
        }
        if (running.containsKey(name)) {
            line.close(TAKEN_ID, "Subscriber for this id already exists");
            return Optional.empty();
        }
        Operation operation = new Operation(this, name);
        if (running.size() >= limits.operations()) {
            operation.refuse(Operation.tooMany(limits.operations()));
            return Optional.empty();
        }
        running.put(name, operation);
        Thread.ofVirtual().name("graphql-operation").start(() -> operation.run(engine, who, payload));
        return Optional.empty();
    }

    private Optional<CompletionStage<?>> complete(String id) {
        Operation operation = running.remove(id);
        if (operation != null) {
            operation.cancel();
        }
        return Optional.empty();
    }

    /** The socket is gone. */
    void gone() {
        for (Operation operation : running.values()) {
            operation.cancel();
        }
        running.clear();
    }

    int operations() {
        return running.size();
    }

    CompletionStage<?> send(String text) {
        return line.send(text);
    }

    void close(int code, String reason) {
        line.close(code, reason);
    }

    void ended(String id, Operation operation) {
        running.remove(id, operation);
    }

    /** What ends a subscription ends the socket where the client could not be told otherwise, or should go elsewhere. */
    void end(AssetEvents.End why) {
        switch (why) {
            case LEFT -> {}
            case SLOW -> line.close(TRY_LATER, "Too slow: an event was not taken in time");
            case RIGHTS -> line.close(FORBIDDEN, "Forbidden");
            case STOPPING -> line.close(RESTARTING, "The program is stopping; connect again");
            case FAULT -> line.close(BROKEN, "Something broke on our side; connect again");
        }
    }

    static String say(String type, @Nullable String id, @Nullable JsonNode payload) {
        ObjectNode message = JSON.createObjectNode();
        if (id != null) {
            message.put("id", id);
        }
        message.put("type", type);
        if (payload != null) {
            message.set("payload", payload);
        }
        return message.toString();
    }
}
