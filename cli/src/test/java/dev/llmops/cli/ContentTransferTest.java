// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that drops connections in the middle. */
class ContentTransferTest {
    @TempDir
    Path folder;

    private final byte[] content = new byte[300_000];
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<String> requests = new ArrayList<>();
    private boolean begun;
    private boolean tampered;
    private int drops = 1;
    private String digest = "";

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        new Random(5).nextBytes(content);
        Path file = Files.write(folder.resolve("weights.bin"), content);
        digest = ContentTransfer.digest(file);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/registry/v1/uploads", this::upload);
        server.createContext("/api/registry/v1/content", this::download);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aPushGoesOnWhereTheConnectionBroke() throws IOException {
        transfer().push(folder.resolve("weights.bin"), digest, "application/octet-stream");

        assertThat(received.toByteArray()).isEqualTo(content);
        assertThat(requests).containsExactly("0", "100000", "150000", "250000");
    }

    @Test
    void aLaterPushFindsTheUploadOfTheEarlier() throws IOException {
        begun = true;
        received.write(content, 0, 200_000);
        drops = 0;

        transfer().push(folder.resolve("weights.bin"), digest, "application/octet-stream");

        assertThat(received.toByteArray()).isEqualTo(content);
        assertThat(requests).containsExactly("200000");
    }

    @Test
    void aPullGoesOnWhereTheConnectionBroke() throws IOException {
        Path target = folder.resolve("copy.bin");

        assertThat(transfer().pull(ContentTransfer.CONTENT + digest, target)).isEqualTo(digest);

        assertThat(target).hasBinaryContent(content);
        assertThat(requests).containsExactly("null", "bytes=150000-");
    }

    @Test
    void aPullOfOtherBytesLeavesNoFile() {
        tampered = true;
        drops = 0;
        Path target = folder.resolve("copy.bin");

        assertThatThrownBy(() -> transfer().pull(ContentTransfer.CONTENT + digest, target))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("checksum_mismatch");

        assertThat(target).doesNotExist();
        assertThat(folder.resolve("copy.bin.part")).doesNotExist();
    }

    @Test
    void theBarSaysHowFarAndHowFast() {
        assertThat(new TransferBar("sending", 0, 10_000_000).line(5_000_000, 1_000_000_000L))
                .isEqualTo("sending [" + "#".repeat(15) + " ".repeat(15) + "] 5.0 of 10.0 MB, 5.0 MB/s 1 s left   ");
    }

    private ContentTransfer transfer() {
        Context context =
                new Context("test", "http://127.0.0.1:" + server.getAddress().getPort(), "key");
        return new ContentTransfer(new ApiClient(context), 100_000, Duration.ofMillis(1));
    }

    private void upload(HttpExchange exchange) throws IOException {
        String state = "{\"id\":\"U\",\"size_bytes\":300000,\"offset\":" + received.size() + "}";
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                begun = true;
                answer(exchange, 201, state);
            }
            case "PATCH" -> append(exchange);
            default -> {
                boolean list = exchange.getRequestURI().getQuery() != null;
                String items = begun ? state : "";
                answer(exchange, 200, list ? "{\"items\":[" + items + "],\"next_cursor\":null}" : state);
            }
        }
    }

    private void append(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestHeaders().getFirst("upload-offset"));
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (requests.size() == 2 && drops > 0) {
            received.write(body, 0, body.length / 2);
            exchange.close();
            return;
        }
        received.write(body);
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private void download(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("etag", "\"" + digest + "\"");
        if (exchange.getRequestMethod().equals("HEAD")) {
            boolean there = received.size() == content.length || received.size() == 0;
            exchange.getResponseHeaders().set("content-length", Integer.toString(content.length));
            exchange.sendResponseHeaders(there ? 200 : 404, -1);
            exchange.close();
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("range");
        requests.add(String.valueOf(range));
        byte[] sent = content.clone();
        if (tampered) {
            sent[1] ^= 1;
        }
        int from = range == null ? 0 : Integer.parseInt(range.substring(6, range.length() - 1));
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        boolean drop = drops-- > 0;
        exchange.getResponseBody().write(Arrays.copyOfRange(sent, from, drop ? 150_000 : content.length));
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
