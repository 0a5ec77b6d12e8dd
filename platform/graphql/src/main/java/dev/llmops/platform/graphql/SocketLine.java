// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: its messages wait in a short queue and are taken one after the other on a virtual thread, which is there
 * while there are any. A client that sends faster than it is answered, or no longer answers, is cut off.
 */
final class SocketLine implements Conversation.Line {
    private static final Logger LOG = Logger.getLogger(SocketLine.class);
    private static final int TOO_MUCH = 1008;
    private static final int GONE = 1001;

    private final ServerWebSocket socket;
    private final SocketLimits limits;
    private final Deque<String> inbox = new ArrayDeque<>();
    private final AtomicBoolean heard = new AtomicBoolean(true);
    private final AtomicInteger leaving = new AtomicInteger();
    private int queued;
    private boolean taking;
    private boolean closed;

    SocketLine(ServerWebSocket socket, SocketLimits limits) {
        this.socket = socket;
        this.limits = limits;
    }

    /**
     * @param ending told once, when the socket is gone
     */
    void serve(Conversation conversation, Runnable ending, Vertx vertx) {
        long introduction = vertx.setTimer(limits.introduction().toMillis(), any -> {
            if (!conversation.introduced()) {
                close(Conversation.TOO_LATE, "Connection initialisation timeout");
            }
        });
        long beat = vertx.setPeriodic(limits.beat().toMillis(), any -> beat());
        socket.pongHandler(any -> heard.set(true));
        socket.textMessageHandler(text -> receive(conversation, text));
        socket.binaryMessageHandler(any -> close(Conversation.BAD_MESSAGE, "A message must be text"));
        socket.exceptionHandler(failure -> LOG.debugf("a WebSocket failed: %s", failure.getMessage()));
        socket.closeHandler(any -> {
            vertx.cancelTimer(introduction);
            vertx.cancelTimer(beat);
            ending.run();
            Thread.ofVirtual().name("graphql-socket").start(conversation::gone);
        });
    }

    @Override
    public CompletionStage<?> send(String text) {
        if (leaving.incrementAndGet() > SocketLimits.MAX_UNSENT_MESSAGES) {
            close(Conversation.TRY_LATER, "Too slow: answers are not taken");
        }
        return socket.writeTextMessage(text)
                .onComplete(any -> leaving.decrementAndGet())
                .toCompletionStage();
    }

    @Override
    public void close(int code, String reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            inbox.clear();
        }
        socket.close((short) code, reason)
                .onFailure(failure -> LOG.debugf("a WebSocket was gone: %s", failure.getMessage()));
    }

    private void beat() {
        if (!heard.getAndSet(false)) {
            close(GONE, "No answer to a ping");
        } else {
            socket.writePing(Buffer.buffer())
                    .onFailure(failure -> LOG.debugf("a WebSocket is gone: %s", failure.getMessage()));
        }
    }

    private void receive(Conversation conversation, String text) {
        heard.set(true);
        boolean full;
        boolean start = false;
        synchronized (this) {
            full = inbox.size() >= SocketLimits.MAX_QUEUED_MESSAGES
                    || queued + text.length() > SocketLimits.MAX_QUEUED_CHARACTERS;
            if (!full && !closed) {
                inbox.addLast(text);
                queued += text.length();
                start = !taking;
                taking = true;
            }
        }
        if (full) {
            close(TOO_MUCH, "Messages come faster than they are answered");
        } else if (start) {
            Thread.ofVirtual().name("graphql-socket").start(() -> takeAll(conversation));
        }
    }

    private void takeAll(Conversation conversation) {
        for (String text = next(); text != null; text = next()) {
            try {
                CompletionStage<?> answer = conversation.take(text).orElse(null);
                if (answer != null) {
                    answer.toCompletableFuture().get(limits.slowest().toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (TimeoutException e) {
                close(Conversation.TRY_LATER, "Too slow: an answer was not taken in time");
            } catch (ExecutionException | RuntimeException e) {
                LOG.debugf("a WebSocket failed: %s", e.getMessage());
                close(Conversation.BROKEN, "Something broke on our side; connect again");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close(Conversation.RESTARTING, "The program is stopping; connect again");
            }
        }
    }

    private synchronized @Nullable String next() {
        String text = inbox.pollFirst();
        if (text == null) {
            taking = false;
            queued = 0;
        } else {
            queued -= text.length();
        }
        return text;
    }
}
