// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Large objects over HTTP: what the process takes while it arrives, sends by range, and still has after kill -9; and over
 * the same kill what is followed from outside.
 */
class ContentTest {
    private static final int SIZE = 150_000_000;
    private static final String OPEN = "-Dllmops.organisations.open=true";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static Path home;
    private static Product product;

    @BeforeAll
    static void start() throws IOException {
        home = Files.createTempDirectory("llmops-content");
        product = Product.start(home, OPEN);
    }

    @AfterAll
    static void stop() {
        product.close();
        Homes.delete(home);
    }

    @Test
    void uploadsFeedsAndWebhooksGoOnAfterAKill() throws Exception {
        try (RegistryInterfaces interfaces = new RegistryInterfaces(product)) {
            anUploadThatWasKilledGoesOnAndTheObjectIsWhole();
            interfaces.goOn(product);
        }
    }

    private static void anUploadThatWasKilledGoesOnAndTheObjectIsWhole() throws Exception {
        byte[] content = random(SIZE, 1);
        String digest = sha256(content);
        String upload = begin(Map.of("size_bytes", SIZE, "digest", digest, "content_type", "text/html"));
        AtomicLong sent = new AtomicLong();
        InputStream killing = new FilterInputStream(new ByteArrayInputStream(content)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                if (sent.addAndGet(Math.max(0, read)) > 130_000_000) {
                    product.kill();
                }
                return read;
            }
        };
        int port = product.port();
        assertThat(killed(upload, BodyPublishers.ofInputStream(() -> killing))).isTrue();

        product = Product.launch(home, port, OPEN);
        product.awaitReady(Duration.ofMinutes(1));
        long offset = Long.parseLong(header(send("HEAD", upload, Map.of(), BodyPublishers.noBody()), "upload-offset"));
        assertThat(offset).isEqualTo(64L << 20);
        HttpResponse<byte[]> last = patch(upload, offset, Arrays.copyOfRange(content, (int) offset, SIZE));

        assertThat(last.statusCode()).isEqualTo(204);
        assertThat(header(last, "content-location")).endsWith(digest);
        HttpResponse<byte[]> whole = get(digest, Map.of());
        assertThat(sha256(whole.body())).isEqualTo(digest);
        assertThat(header(whole, "etag")).isEqualTo("\"" + digest + "\"");
        assertThat(header(whole, "content-disposition")).startsWith("attachment");
        assertThat(whole.headers().allValues("content-security-policy"))
                .singleElement()
                .asString()
                .startsWith("sandbox; default-src 'none'");
        assertThat(header(whole, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(whole, "content-type")).isEqualTo("text/html");
        rangesOf(digest, content);
    }

    private static void rangesOf(String digest, byte[] content) throws Exception {
        HttpResponse<byte[]> some = get(digest, Map.of("range", "bytes=1000000-1000009"));
        assertThat(some.statusCode()).isEqualTo(206);
        assertThat(header(some, "content-range")).isEqualTo("bytes 1000000-1000009/" + SIZE);
        assertThat(some.body()).isEqualTo(Arrays.copyOfRange(content, 1_000_000, 1_000_010));
        assertThat(get(digest, Map.of("range", "bytes=-5")).body())
                .isEqualTo(Arrays.copyOfRange(content, SIZE - 5, SIZE));
        assertThat(get(digest, Map.of("range", "bytes=-5", "if-range", "\"another\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(digest, Map.of("range", "bytes=0-1,5-6")).statusCode()).isEqualTo(416);
        assertThat(get(digest, Map.of("if-none-match", "\"" + digest + "\"")).statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> head = send("HEAD", path(digest), Map.of(), BodyPublishers.noBody());
        assertThat(header(head, "content-length")).isEqualTo(Integer.toString(SIZE));
        assertThat(header(head, "accept-ranges")).isEqualTo("bytes");
    }

    @Test
    void onePutStoresAndTheSecondFindsIt() throws Exception {
        byte[] content = random(30_000_000, 2);
        String digest = sha256(content);
        Map<String, String> type = Map.of("content-type", "application/octet-stream");

        assertThat(send("PUT", path(digest), type, BodyPublishers.ofByteArray(content))
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("PUT", path(digest), type, BodyPublishers.ofByteArray(content))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> wrong = send("PUT", path(sha256(new byte[1])), type, BodyPublishers.ofByteArray(content));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(new String(wrong.body(), StandardCharsets.UTF_8)).contains("checksum_mismatch");
        assertThat(product.admin().send("DELETE", path(digest), null, null).status())
                .isEqualTo(204);
        assertThat(get(digest, Map.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void anArtifactOfADraftIsReadByItsNameAndStaysWhenPublished() throws Exception {
        byte[] content = random(1_000, 3);
        String digest = sha256(content);
        send("PUT", path(digest), Map.of("content-type", "application/x-tar"), BodyPublishers.ofByteArray(content));
        String asset = product.admin()
                .yaml("/api/registry/v1/apply", """
                        apiVersion: llmops/v1
                        kind: model
                        metadata: {name: with-files, version: 1.0.0}
                        spec: {type: completion, provider: test}
                        """)
                .ok()
                .path("results")
                .path(0)
                .path("asset")
                .path("id")
                .asText();
        String artifacts = "/api/registry/v1/assets/" + asset + "/artifacts";
        String body = "{\"digest\":\"" + digest + "\"}";

        assertThat(product.admin()
                        .send("PUT", artifacts + "/weights/model.tar", "application/json", body)
                        .status())
                .isEqualTo(201);
        assertThat(product.admin()
                        .send("PUT", artifacts + "/..%2f..%2fetc/passwd", "application/json", body)
                        .status())
                .isIn(400, 404);
        product.admin()
                .post("/api/registry/v1/assets/" + asset + "/publish", Map.of("reason", "ready"))
                .ok();

        ProductApi.Answer changed = product.admin().send("DELETE", artifacts + "/weights/model.tar", null, null);
        assertThat(changed.code()).isEqualTo("version_immutable");
        assertThat(send("GET", artifacts + "/weights/model.tar", Map.of(), BodyPublishers.noBody())
                        .body())
                .isEqualTo(content);
        assertThat(product.admin()
                        .get(artifacts)
                        .ok()
                        .path("items")
                        .path(0)
                        .path("content")
                        .path("digest")
                        .asText())
                .isEqualTo(digest);
    }

    @Test
    void bodiesBeyondTheLimitAreRefusedWithoutBeingRead() throws Exception {
        String upload = begin(Map.of("size_bytes", 10));
        assertThat(patch(upload, 0, new byte[11]).statusCode()).isEqualTo(413);
        assertThat(patch(upload, 3, new byte[2]).statusCode()).isEqualTo(409);
        HttpResponse<byte[]> manifest = send(
                "POST",
                "/api/registry/v1/apply",
                Map.of("content-type", "application/json"),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[25_000_000])));
        assertThat(manifest.statusCode()).isEqualTo(413);
        assertThat(product.admin()
                        .get("/api/registry/v1/content/usage")
                        .ok()
                        .path("quota_bytes")
                        .asLong())
                .isEqualTo(500_000_000_000L);
    }

    private static String begin(Map<String, ?> beginning) {
        ProductApi.Answer begun = product.admin().post("/api/registry/v1/uploads", beginning);
        begun.ok();
        return begun.header("location").replaceFirst("^https?://[^/]+", "");
    }

    private static boolean killed(String upload, HttpRequest.BodyPublisher body) throws InterruptedException {
        try {
            Map<String, String> headers =
                    Map.of("content-type", "application/offset+octet-stream", "upload-offset", "0");
            return send("PATCH", upload, headers, body).statusCode() >= 500;
        } catch (IOException e) {
            return true;
        }
    }

    private static HttpResponse<byte[]> patch(String upload, long offset, byte[] bytes)
            throws IOException, InterruptedException {
        return send(
                "PATCH",
                upload,
                Map.of("content-type", "application/offset+octet-stream", "upload-offset", Long.toString(offset)),
                BodyPublishers.ofByteArray(bytes));
    }

    private static HttpResponse<byte[]> get(String digest, Map<String, String> headers)
            throws IOException, InterruptedException {
        return send("GET", path(digest), headers, BodyPublishers.noBody());
    }

    private static HttpResponse<byte[]> send(
            String method, String path, Map<String, String> headers, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(product.url() + path))
                .timeout(Duration.ofSeconds(60))
                .header(
                        "authorization",
                        "Bearer " + Files.readString(home.resolve("admin.key")).strip());
        headers.forEach(request::header);
        return HTTP.send(request.method(method, body).build(), BodyHandlers.ofByteArray());
    }

    private static String path(String digest) {
        return "/api/registry/v1/content/" + digest;
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
