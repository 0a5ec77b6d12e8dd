// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files to and from the server's content store. A cut connection is taken up again where it broke, also by a later
 * command: an upload is found by the digest it declared, a download by the part that lies beside its target.
 */
final class ContentTransfer {
    static final String CONTENT = "/api/registry/v1/content/";
    private static final String UPLOADS = "/api/registry/v1/uploads";
    private static final Duration TIMEOUT = Duration.ofMinutes(30);
    private static final int ATTEMPTS = 8;

    private final ApiClient client;
    private final long chunkBytes;
    private final Duration pause;

    /** @param pause before a second attempt; doubled for each further one */
    ContentTransfer(ApiClient client, long chunkBytes, Duration pause) {
        this.client = client;
        this.chunkBytes = chunkBytes;
        this.pause = pause;
    }

    boolean holds(String digest) {
        try {
            HttpResponse<Void> answer = client.exchange(
                    client.request(CONTENT + digest)
                            .method("HEAD", BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
            return answer.statusCode() == 200;
        } catch (IOException e) {
            throw client.unreachable(e);
        }
    }

    /** Sends what the server does not hold yet. */
    void push(Path file, String digest, String contentType) throws IOException {
        long size = Files.size(file);
        String upload = upload(file, digest, contentType, size);
        long offset = offset(upload);
        TransferBar bar = new TransferBar("sending", offset, size);
        int failures = 0;
        while (offset < size || size == 0) {
            try {
                offset = append(upload, file, offset, Math.min(chunkBytes, size - offset), bar);
                failures = 0;
                if (size == 0) {
                    break;
                }
            } catch (IOException e) {
                waitAfter(++failures, e);
                offset = offset(upload);
            }
        }
        bar.end();
        if (!holds(digest)) {
            client.put(UPLOADS + "/" + upload + "/complete", Map.of("digest", digest));
        }
    }

    private String upload(Path file, String digest, String contentType, long size) {
        for (JsonNode open : client.list(UPLOADS, Map.of("digest", digest), 50)) {
            if (open.path("size_bytes").asLong(-1) == size
                    && open.path("offset").asLong() < size) {
                return open.path("id").asText();
            }
        }
        Map<String, Object> beginning = new LinkedHashMap<>();
        beginning.put("size_bytes", size);
        beginning.put("digest", digest);
        beginning.put("content_type", contentType);
        beginning.put("file_name", String.valueOf(file.getFileName()));
        return client.post(UPLOADS, beginning).path("id").asText();
    }

    private long offset(String upload) {
        return client.get(UPLOADS + "/" + upload).path("offset").asLong();
    }

    private long append(String upload, Path file, long offset, long length, TransferBar bar) throws IOException {
        HttpRequest request = client.request(UPLOADS + "/" + upload)
                .timeout(TIMEOUT)
                .header("content-type", "application/offset+octet-stream")
                .header("upload-offset", Long.toString(offset))
                .method(
                        "PATCH",
                        BodyPublishers.fromPublisher(
                                BodyPublishers.ofInputStream(() -> slice(file, offset, length, bar)), length))
                .build();
        if (length == 0) {
            request = HttpRequest.newBuilder(request, (name, value) -> true)
                    .method("PATCH", BodyPublishers.noBody())
                    .build();
        }
        HttpResponse<String> answer = client.exchange(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 500 || answer.statusCode() == 429 || answer.statusCode() == 409) {
            throw new IOException(ApiClient.explain(answer.statusCode(), answer.body()));
        }
        if (answer.statusCode() >= 400) {
            throw ApiClient.refusal(answer.statusCode(), answer.body());
        }
        return offset + length;
    }

    private static InputStream slice(Path file, long offset, long length, TransferBar bar) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(offset);
            return new CountedStream(Channels.newInputStream(channel), length, sent -> bar.at(offset + sent));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Into a file beside the target first; under its name only when its digest is the one that the server names. */
    String pull(String path, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        int failures = 0;
        while (true) {
            try {
                String digest = receive(path, part);
                String found = digest(part);
                if (!found.equals(digest)) {
                    Files.delete(part);
                    throw new Refusal(
                            Refusal.REFUSED, "checksum_mismatch: " + found + " arrived (expected: " + digest + ")");
                }
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return digest;
            } catch (IOException e) {
                waitAfter(++failures, e);
            }
        }
    }

    private String receive(String path, Path part) throws IOException {
        HttpResponse<Void> head = client.exchange(
                client.request(path).method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.discarding());
        long size = head.headers().firstValueAsLong("content-length").orElse(0);
        long have = Files.exists(part) ? Files.size(part) : 0;
        long from = have < size ? have : 0;
        HttpRequest.Builder request = client.request(path).timeout(TIMEOUT).setHeader("accept", "*/*");
        if (from > 0) {
            request.header("range", "bytes=" + from + "-")
                    .header("if-range", head.headers().firstValue("etag").orElse(""));
        }
        HttpResponse<InputStream> answer = client.exchange(request.GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() >= 400) {
                throw ApiClient.refusal(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            boolean rest = answer.statusCode() == 206;
            long start = rest ? from : 0;
            TransferBar bar = new TransferBar("receiving", start, size);
            try (OutputStream out = rest
                    ? Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    : Files.newOutputStream(part)) {
                new CountedStream(body, Long.MAX_VALUE, got -> bar.at(start + got)).transferTo(out);
            }
            bar.end();
        }
        return answer.headers().firstValue("etag").orElse("").replace("\"", "");
    }

    private void waitAfter(int failures, IOException failure) throws IOException {
        if (failures >= ATTEMPTS) {
            throw client.unreachable(failure);
        }
        try {
            Thread.sleep(pause.toMillis() << (failures - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.REFUSED, "interrupted");
        }
    }

    static String digest(Path file) throws IOException {
        long size = Files.size(file);
        TransferBar bar = new TransferBar("hashing", 0, size);
        try (InputStream in = new CountedStream(Files.newInputStream(file), Long.MAX_VALUE, bar::at)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            bar.end();
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The id of {@code kind/name@version}. */
    static String assetId(ApiClient client, String reference) {
        int slash = reference.indexOf('/');
        int at = reference.lastIndexOf('@');
        if (slash < 1 || at < slash + 2) {
            throw new Refusal(
                    Refusal.USAGE,
                    "asset: '" + reference + "' (expected: kind/name@version, such as model/chat@1.0.0)");
        }
        List<String> parts =
                List.of(reference.substring(0, slash), reference.substring(slash + 1, at), reference.substring(at + 1));
        return client.get("/api/registry/v1/assets/" + parts.get(0) + "/"
                        + ApiClient.encode(parts.get(1)).replace("%2F", "/") + "/versions/"
                        + ApiClient.encode(parts.get(2)))
                .path("id")
                .asText();
    }
}
