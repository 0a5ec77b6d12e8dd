// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.outbound.AddressCheck;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.Cidr;
import dev.llmops.platform.web.outbound.HostLookup;
import dev.llmops.platform.web.outbound.OutboundPost;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundPostTest {
    private static final AddressPolicy LOOPBACK = new AddressPolicy(List.of(Cidr.parse("127.0.0.1/32")));
    private static final AddressPolicy PUBLIC = new AddressPolicy(List.of());

    /** Answers every connection with the same bytes, then does nothing more. */
    private record Peer(ServerSocket socket) implements AutoCloseable {
        static Peer saying(String bytes, boolean close) throws IOException {
            ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        Socket connection = socket.accept();
                        assertThat(connection.getInputStream().read(new byte[65_536]))
                                .isPositive();
                        OutputStream out = connection.getOutputStream();
                        out.write(bytes.getBytes(UTF_8));
                        out.flush();
                        if (close) {
                            connection.close();
                        }
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            return new Peer(socket);
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|X: y||, 200",
        "HTTP/1.1 204||, 204",
        "HTTP/1.1 100 Continue||HTTP/1.1 202 Accepted|Content-Length: 99999999|||, 202",
        "HTTP/1.0 301 Moved|Location: http://10.0.0.1/||, 301",
        "HTTP/1.1 429 Slow|Retry-After: 120||, 429"
    })
    void theStatusIsTheAnswer(String head, int status) throws Exception {
        try (Peer peer = Peer.saying(head.replace("|", "\r\n"), false)) {
            OutboundPost.Answer answer = post(LOOPBACK).send(peer.url(), Map.of(), new byte[10], Duration.ofSeconds(5));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.retryAfter()).isEqualTo(status == 429 ? Duration.ofSeconds(120) : null);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, the connection ended before the answer",
        "SSH-2.0-x|, true, the answer is not HTTP",
        "HTTP/1.1 200 OK|, true, the connection ended before the answer",
        "'', false, no answer in time",
        "HTTP/1.1 200 OK|X: , false, no answer in time"
    })
    void whatIsNoAnswerIsSaidInAFewWords(String bytes, boolean close, String reason) throws Exception {
        try (Peer peer = Peer.saying(bytes.replace("|", "\r\n"), close)) {
            assertThatThrownBy(() -> post(LOOPBACK).send(peer.url(), Map.of(), new byte[0], Duration.ofMillis(500)))
                    .isInstanceOf(OutboundPost.NoAnswer.class)
                    .hasMessage(reason);
        }
    }

    @Test
    void headersWithoutEndAreNotReadToTheirEnd() throws Exception {
        try (Peer peer = Peer.saying("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000), false)) {
            assertThatThrownBy(() -> post(LOOPBACK).send(peer.url(), Map.of(), new byte[0], Duration.ofSeconds(5)))
                    .hasMessage("the answer's headers are too long");
        }
    }

    @Test
    void aPortWhereNobodyListensIsNoConnection() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI url = URI.create("http://127.0.0.1:" + port + "/");
        assertThatThrownBy(() -> post(LOOPBACK).send(url, Map.of(), new byte[0], Duration.ofSeconds(5)))
                .hasMessage("no connection");
    }

    @Test
    void plainTextBehindHttpsIsNoTrustedConnection() throws Exception {
        try (Peer peer = Peer.saying("HTTP/1.1 200 OK\r\n\r\n", true)) {
            URI url = URI.create(peer.url().toString().replace("http:", "https:"));
            assertThatThrownBy(() -> post(LOOPBACK).send(url, Map.of(), new byte[0], Duration.ofSeconds(5)))
                    .hasMessage("no trusted TLS connection");
        }
    }

    @Test
    void aNameThatTurnsToAForbiddenAddressIsNotConnectedTo() throws Exception {
        try (Peer peer = Peer.saying("HTTP/1.1 200 OK\r\n\r\n", true)) {
            AtomicInteger lookups = new AtomicInteger();
            InetAddress fine = InetAddress.getByAddress("example.com", new byte[] {93, (byte) 184, (byte) 216, 34});
            HostLookup rebinding =
                    host -> List.of(lookups.getAndIncrement() == 0 ? fine : InetAddress.getLoopbackAddress());
            URI url = URI.create("http://example.com:" + peer.url().getPort() + "/");
            new AddressCheck(PUBLIC, rebinding).check("url", url.toString(), "example.com");
            assertThatThrownBy(() ->
                            new OutboundPost(PUBLIC, rebinding).send(url, Map.of(), new byte[0], Duration.ofSeconds(5)))
                    .hasMessage("the address is not allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2/x",
                "http://10.1.2.3/x",
                "http://169.254.169.254/latest",
                "http://[::1]/x",
                "http://[::ffff:10.0.0.1]/x"
            })
    void aUrlInAForbiddenNetworkIsRefusedWhenItIsWrittenDown(String url) {
        assertThatThrownBy(() -> WebhookUrl.checked(url, new AddressCheck(PUBLIC, HostLookup.system())))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.ADDRESS_NOT_ALLOWED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ftp://example.com/",
                "https://",
                "/hook",
                "http://2130706433/",
                "http://0x7f.1/",
                "https://user:secret@example.com/",
                "https://example.com/#x",
                "https://example.com:0/",
                "http://exa mple.com"
            })
    void aUrlOutOfFormIsRefusedWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> WebhookUrl.checked(url, new AddressCheck(PUBLIC, HostLookup.system())))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
                    assertThat(problem.detail()).doesNotContain("secret");
                });
    }

    private static OutboundPost post(AddressPolicy policy) {
        return new OutboundPost(policy, HostLookup.system());
    }
}
