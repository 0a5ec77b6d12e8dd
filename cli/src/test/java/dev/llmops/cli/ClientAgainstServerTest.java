// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientAgainstServerTest {
    @TempDir
    Path folder;

    private final List<String> requests = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/list", exchange -> {
            requests.add(String.valueOf(exchange.getRequestURI().getQuery()));
            boolean first = !requests.getLast().contains("cursor");
            byte[] body = (first
                            ? "{\"items\":[{\"n\":1},{\"n\":2}],\"next_cursor\":\"abc\"}"
                            : "{\"items\":[{\"n\":3}],\"next_cursor\":null}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/api/denied", exchange -> {
            byte[] body = "{\"code\":\"unauthenticated\",\"detail\":\"no key\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aListIsReadPageByPage() {
        List<JsonNode> items = client().list("/api/list", Map.of(), 100);

        assertThat(items).extracting(item -> item.path("n").asInt()).containsExactly(1, 2, 3);
        assertThat(requests).containsExactly("limit=100", "limit=100&cursor=abc");
    }

    @Test
    void missingCredentialsHaveAnExitCodeOfTheirOwn() {
        assertThatThrownBy(() -> client().get("/api/denied"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(Refusal.UNAUTHENTICATED))
                .hasMessage("unauthenticated: no key");
    }

    @Test
    void aServerThatIsAwayIsToldWithWhatToDo() {
        server.stop(0);

        assertThatThrownBy(() -> client().get("/api/list"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(Refusal.UNREACHABLE))
                .hasMessageContaining("llmops up");
    }

    @Test
    void aContextIsKeptWhereOnlyItsOwnerReads() throws IOException {
        Path file = folder.resolve("contexts.json");
        Contexts contexts = new Contexts(Map.of("LLMOPS_CONFIG", file.toString()));

        contexts.put(new Context("work", "http://127.0.0.1:9/", "secret"));

        assertThat(contexts.resolve(Optional.empty())).isEqualTo(new Context("work", "http://127.0.0.1:9", "secret"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(contexts.all().getFirst().toString()).doesNotContain("secret");
    }

    @Test
    void theEnvironmentGoesBeforeTheCurrentContext() {
        Contexts contexts = new Contexts(Map.of(
                "LLMOPS_CONFIG",
                folder.resolve("none.json").toString(),
                "LLMOPS_URL",
                "http://h:1",
                "LLMOPS_API_KEY",
                "k"));

        assertThat(contexts.resolve(Optional.empty())).isEqualTo(new Context("environment", "http://h:1", "k"));
    }

    @Test
    void aTableIsAlignedAndLongValuesAreShortened() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonNode row = ApiClient.JSON
                .createObjectNode()
                .put("name", "a")
                .put("text", "x".repeat(90))
                .putNull("none");

        new Output(Output.Form.table, new PrintStream(bytes, true, UTF_8)).list(List.of(row), "name", "text", "none");

        assertThat(bytes.toString(UTF_8).lines().toList())
                .containsExactly("NAME  " + "TEXT" + " ".repeat(56) + "  NONE", "a     " + "x".repeat(59) + "…  –");
    }

    private ApiClient client() {
        return new ApiClient(
                new Context("test", "http://127.0.0.1:" + server.getAddress().getPort(), "key"));
    }
}
