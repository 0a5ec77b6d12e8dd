// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream may do to a kept connection, byte by byte. */
class ConnectionsTest {
    private static final String BODY = "{\"choices\":[{}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";
    private static final String WHOLE =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + BODY.length() + "\r\n\r\n" + BODY;

    private final Calls calls = new Calls();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    ConnectionsTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        calls.close();
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }

    @Test
    void aCleanConnectionIsUsedAgain() {
        serve(ignored -> WHOLE);
        var upstream = Calls.openAi(url());
        for (int i = 0; i < 5; i++) {
            assertThat(calls.call(upstream, "{\"n\":" + i + "}", false).await().last)
                    .isEqualTo(BODY);
        }
        assertThat(requests).hasSize(5);
        assertThat(requests.get(3))
                .startsWith("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:" + server.getLocalPort() + "\r\n")
                .contains("content-length: 7\r\n")
                .endsWith("\r\n\r\n{\"n\":3}");
        // Each call of the test may run on another event loop, and each loop has its own connections.
        assertThat(accepted.size()).isLessThanOrEqualTo(5);
    }

    @Test
    void anInterimAnswerIsPassedOver() {
        serve(ignored -> "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + WHOLE);
        assertThat(calls.call(Calls.openAi(url()), "{}", false).await().last).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection: close\r\n", "extra"})
    void aConnectionThatIsNotCleanIsNotUsedAgain(String fault) {
        String answer = fault.equals("extra")
                ? WHOLE + "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad"
                : WHOLE.replace("content-type", fault + "content-type");
        serve(ignored -> answer);
        var upstream = Calls.openAi(url());
        for (int i = 0; i < 4; i++) {
            assertThat(calls.call(upstream, "{}", false).await().last).isEqualTo(BODY);
        }
        assertThat(accepted).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n123456",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nx y: z\r\ncontent-length: 0\r\n\r\n"
            })
    void whatIsNoAnswerIsBroken(String answer) {
        serve(ignored -> answer);
        assertThat(calls.call(Calls.openAi(url()), "{}", false).await().failure())
                .isInstanceOf(Broken.class);
    }

    @Test
    void aBodyUpToTheEndOfTheConnectionIsWhole() {
        serve(ignored -> "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + BODY + "\0");
        assertThat(calls.call(Calls.openAi(url()), "{}", false).await().last).isEqualTo(BODY);
    }

    @Test
    void aLargeBodyArrivesWhole() {
        serve(request -> WHOLE);
        String body = "{\"x\":\"" + "y".repeat(3_000_000) + "\"}";
        assertThat(calls.call(Calls.openAi(url()), body, false).await().last).isEqualTo(BODY);
        assertThat(requests.getFirst()).endsWith("\r\n\r\n" + body);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** Answers every request with what the function says; a final zero byte stands for the connection's end. */
    private void serve(Function<String, String> answers) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    accepted.add(socket);
                    Thread.ofVirtual().start(() -> talk(socket, answers));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void talk(Socket socket, Function<String, String> answers) {
        try (socket;
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            for (String request = read(in); request != null; request = read(in)) {
                requests.add(request);
                String answer = answers.apply(request);
                boolean ends = answer.endsWith("\0");
                out.write((ends ? answer.substring(0, answer.length() - 1) : answer).getBytes(ISO_8859_1));
                out.flush();
                if (ends) {
                    return;
                }
            }
        } catch (IOException gone) {
            // the caller gave the connection up
        }
    }

    private static @org.jspecify.annotations.Nullable String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        String length = head.substring(head.indexOf("content-length: ") + 16, head.length() - 4);
        return head + new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
    }
}
