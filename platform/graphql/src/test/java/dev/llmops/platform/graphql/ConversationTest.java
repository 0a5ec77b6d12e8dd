// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.web.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final TenantId TENANT = new TenantId("01HZZZZZZZZZZZZZZZZZZZZZZZ");
    private static final String FOLLOW = """
        {"id":"%s","type":"subscribe","payload":{"query":\
        "subscription { assetEvents(types: [\\"registry.asset.*\\"]) { position type data asset { name } } }"}}\
        """;

    private final AssetShelf shelf = new AssetShelf();
    private final EventShelf feed = new EventShelf();
    private final RegistryFields fields = new RegistryFields(shelf, shelf);
    private final GraphqlEngine engine = new GraphqlEngine(fields, new EventFields(feed, fields));
    private final AtomicBoolean may = new AtomicBoolean(true);
    private final Wire wire = new Wire();
    private final Conversation conversation = new Conversation(
            wire,
            this::admit,
            engine,
            new SocketLimits(4, 2, 3, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));

    @Test
    void eventsComeOneAfterTheOtherUntilTheClientHasEnough() {
        shelf.put("a1", "support", "1.4.0", List.of());
        introduce();
        take(FOLLOW.formatted("one"));
        await("it follows", () -> feed.followers.size() == 1);

        CompletionStage<?> first = feed.tell(1, "a1");
        await("the first is taken", () -> first.toCompletableFuture().isDone());
        CompletionStage<?> second = feed.tell(2, "gone");
        await("the second is taken", () -> second.toCompletableFuture().isDone());

        assertThat(wire.sent().subList(1, 3)).containsExactly("""
                {"id":"one","type":"next","payload":{"data":{"assetEvents":{"position":"1.1.1",\
                "type":"registry.asset.updated","data":{"revision":1},"asset":{"name":"support"}}}}}\
                """, """
                {"id":"one","type":"next","payload":{"data":{"assetEvents":{"position":"1.2.1",\
                "type":"registry.asset.updated","data":{"revision":2},"asset":null}}}}\
                """);
        assertThat(feed.followers.getFirst().wish().types()).containsExactly("registry.asset.*");
        take("{\"id\":\"one\",\"type\":\"complete\"}");
        assertThat(feed.followers).isEmpty();
        assertThat(conversation.operations()).isZero();
        assertThat(wire.closed).isZero();
    }

    @Test
    void anEventIsNotTakenBeforeItHasLeft() {
        introduce();
        take(FOLLOW.formatted("one"));
        await("it follows", () -> feed.followers.size() == 1);
        wire.stuck = new CompletableFuture<>();

        CompletionStage<?> event = feed.tell(1, "a1");
        await("it is sent", () -> wire.sent().size() == 2);

        assertThat(event.toCompletableFuture()).isNotDone();
        wire.stuck.complete(null);
        await("it is taken", () -> event.toCompletableFuture().isDone());
        feed.followers.getFirst().outlet().close(AssetEvents.End.SLOW);
        assertThat(wire.closed).isEqualTo(Conversation.TRY_LATER);
    }

    @Test
    void aSocketThatIsGoneGivesItsPlacesBack() {
        introduce();
        take(FOLLOW.formatted("one"));
        take(FOLLOW.formatted("two"));
        await("both follow", () -> feed.followers.size() == 2);

        conversation.gone();

        assertThat(feed.followers).isEmpty();
    }

    @Test
    void queriesAndChangesAreAnsweredOnce() {
        shelf.put("a1", "support", "1.4.0", List.of());
        introduce();

        take("{\"id\":\"q\",\"type\":\"subscribe\",\"payload\":{\"query\":\"{ asset(id: \\\"a1\\\") { name } }\"}}");

        await("it is answered", () -> wire.sent().size() == 3);
        assertThat(wire.sent().subList(1, 3))
                .containsExactly(
                        "{\"id\":\"q\",\"type\":\"next\",\"payload\":{\"data\":{\"asset\":{\"name\":\"support\"}}}}",
                        "{\"id\":\"q\",\"type\":\"complete\"}");
        await("it is over", () -> conversation.operations() == 0);
    }

    @Test
    void aQuestionThatIsRefusedSaysWhy() {
        introduce();
        refused("subscription { assetEvents(after: \\\"x\\\") { type } }", "validation_failed");
        refused("subscription { nonsense { type } }", "nonsense");
        refused("{ asset(", "malformed_request");
        refused("", "validation_failed");
        assertThat(wire.closed).isZero();
    }

    @Test
    void aCallerWithoutTheRightFollowsNothing() {
        TenantId tenant = TENANT;
        Caller consumer = new Caller(
                Caller.Kind.API_KEY, tenant, "k", "consumer", Set.of(), Set.of(Permission.GATEWAY_CALL), "k", "s");
        Conversation narrow =
                new Conversation(wire, any -> new Gate.Entrant(consumer, () -> true), engine, SocketLimits.usual(4));
        take(narrow, "{\"type\":\"connection_init\"}");
        take(narrow, FOLLOW.formatted("one"));

        await("it is refused", () -> wire.sent().size() >= 2);

        assertThat(wire.sent().get(1)).contains("\"forbidden\"");
        assertThat(feed.followers).isEmpty();
    }

    @Test
    void moreOperationsThanMayBeAreRefused() {
        introduce();
        for (String id : List.of("1", "2", "3", "4")) {
            take(FOLLOW.formatted(id));
        }
        await("the others follow", () -> feed.followers.size() == 3);
        assertThat(wire.sent().getLast())
                .startsWith("{\"id\":\"4\",\"type\":\"error\"")
                .contains("overloaded");
    }

    @Test
    void whatTheProtocolForbidsClosesTheSocketWithItsCode() {
        closes(Conversation.NOT_INTRODUCED, FOLLOW.formatted("one"));
        closes(Conversation.BAD_MESSAGE, "{");
        closes(Conversation.BAD_MESSAGE, "[]");
        closes(Conversation.BAD_MESSAGE, "{\"type\":\"start\"}");
        closes(Conversation.FORBIDDEN, "{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer no\"}}");
        introduce();
        closes(Conversation.INTRODUCED_TWICE, "{\"type\":\"connection_init\"}");
        closes(Conversation.BAD_MESSAGE, "{\"id\":\"\",\"type\":\"subscribe\",\"payload\":{}}");
        closes(Conversation.BAD_MESSAGE, "{\"id\":\"a\",\"type\":\"subscribe\"}");
        take(FOLLOW.formatted("one"));
        closes(Conversation.TAKEN_ID, FOLLOW.formatted("one"));
    }

    @Test
    void aCallerWhoseRightsEndedAsksNothingMore() {
        introduce();
        may.set(false);
        take(FOLLOW.formatted("one"));
        await("the socket is closed", () -> wire.closed == Conversation.FORBIDDEN);
        assertThat(feed.followers).isEmpty();
    }

    @Test
    void whyTheFeedEndsIsWhyTheSocketIsClosed() {
        introduce();
        take(FOLLOW.formatted("one"));
        await("it follows", () -> feed.followers.size() == 1);
        feed.followers.getFirst().outlet().close(AssetEvents.End.STOPPING);
        await("the socket is closed", () -> wire.closed == Conversation.RESTARTING);
    }

    @Test
    void aPingIsAnsweredAlsoByAStranger() {
        take("{\"type\":\"ping\",\"payload\":{\"n\":1}}");
        take("{\"type\":\"pong\"}");
        assertThat(wire.sent()).containsExactly("{\"type\":\"pong\",\"payload\":{\"n\":1}}");
        assertThat(wire.closed).isZero();
    }

    private Gate.Entrant admit(@Nullable String authorization) {
        if (authorization != null && !authorization.equals("Bearer yes")) {
            throw new Problem(ErrorCode.UNAUTHENTICATED, "no");
        }
        Caller reader = new Caller(
                Caller.Kind.API_KEY, TENANT, "key", "r", Set.of(Role.READER), Role.READER.permissions(), "key", null);
        return new Gate.Entrant(reader, may::get);
    }

    private void introduce() {
        take("{\"type\":\"connection_init\",\"payload\":{\"authorization\":\"Bearer yes\"}}");
        assertThat(wire.sent().getLast()).isEqualTo("{\"type\":\"connection_ack\"}");
    }

    private void take(String message) {
        take(conversation, message);
    }

    private static void take(Conversation with, String message) {
        var _ = with.take(message);
    }

    private void closes(int code, String message) {
        wire.closed = 0;
        take(message);
        assertThat(wire.closed).as(message).isEqualTo(code);
    }

    /** Each question has an id of its own: what still comes of the one before is not taken for its answer. */
    private void refused(String query, String reason) {
        String id = "r" + wire.sent().size();
        take("{\"id\":\"" + id + "\",\"type\":\"subscribe\",\"payload\":{\"query\":\"" + query + "\"}}");
        await("it is refused with " + reason, () -> wire.sent().stream()
                .anyMatch(text -> text.startsWith("{\"id\":\"" + id + "\",") && text.contains(reason)));
    }

    private static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(100_000);
        }
    }

    /** What the client got. */
    private static final class Wire implements Conversation.Line {
        private final List<String> sent = new ArrayList<>();
        volatile int closed;
        volatile CompletableFuture<?> stuck = CompletableFuture.completedFuture(null);

        @Override
        public synchronized CompletionStage<?> send(String text) {
            sent.add(text);
            return stuck;
        }

        @Override
        public void close(int code, String reason) {
            assertThat(reason.length()).isLessThan(123);
            closed = code;
        }

        synchronized List<String> sent() {
            return List.copyOf(sent);
        }
    }
}
