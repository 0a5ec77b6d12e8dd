// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.TenantId;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.resteasy.reactive.PathPart;
import org.jspecify.annotations.Nullable;

/**
 * The answer that carries an object: whole or one range, with the digest as entity tag. A file is sent by the kernel. A
 * browser saves it and neither renders nor runs it, whatever type its uploader declared.
 */
final class Download {
    private Download() {}

    /** @param name what to save it as; null takes the uploader's name */
    static Response answer(
            ContentCatalogue catalogue, TenantId tenant, ContentRow row, HttpHeaders headers, @Nullable String name)
            throws IOException {
        if (isKnown(headers, row)) {
            return described(Response.notModified(), row, name).build();
        }
        Optional<ByteRange> part = range(headers, row);
        ByteRange range = part.orElseGet(() -> ByteRange.all(row.sizeBytes()));
        Object entity = entity(catalogue.open(tenant, row, range), range);
        Response.ResponseBuilder answer = described(Response.status(part.isPresent() ? 206 : 200), row, name)
                .header(HttpHeaders.CONTENT_LENGTH, range.length())
                .entity(entity);
        part.ifPresent(some -> answer.header("Content-Range", some.contentRange(row.sizeBytes())));
        return answer.build();
    }

    private static Object entity(ContentCatalogue.Bytes bytes, ByteRange range) {
        return switch (bytes) {
            case ContentCatalogue.Bytes.InFile(var file) ->
                range.length() == 0 ? new byte[0] : new PathPart(file, range.offset(), range.length());
            case ContentCatalogue.Bytes.Streamed(var stream) -> stream;
        };
    }

    static Response head(ContentRow row, HttpHeaders headers, @Nullable String name) {
        if (isKnown(headers, row)) {
            return described(Response.notModified(), row, name).build();
        }
        if (row.damaged()) {
            throw ContentCheck.failed(row);
        }
        return described(Response.ok(), row, name)
                .header(HttpHeaders.CONTENT_LENGTH, row.sizeBytes())
                .build();
    }

    /** {@code "sha256:HEX"}, quotes included. */
    static String tag(ContentRow row) {
        return "\"" + row.digest() + "\"";
    }

    private static boolean isKnown(HttpHeaders headers, ContentRow row) {
        String known = headers.getHeaderString(HttpHeaders.IF_NONE_MATCH);
        return known != null && (known.strip().equals("*") || known.contains(tag(row)));
    }

    /** {@code If-Range} with another tag, or with a date, asks for the whole. */
    private static Optional<ByteRange> range(HttpHeaders headers, ContentRow row) {
        String condition = headers.getHeaderString("If-Range");
        return condition == null || condition.strip().equals(tag(row))
                ? ByteRange.parse(headers.getHeaderString("Range"), row.sizeBytes())
                : Optional.empty();
    }

    private static Response.ResponseBuilder described(
            Response.ResponseBuilder answer, ContentRow row, @Nullable String name) {
        String saved = name != null ? name : row.fileName() != null ? row.fileName() : row.sha256();
        return answer.header(HttpHeaders.ETAG, tag(row))
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CONTENT_TYPE, row.contentType())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition(saved))
                .header("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Llmops-Tier", row.tier().wireName())
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    /** RFC 6266: a plain form for old readers, and the name as it is. */
    static String disposition(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        String exact = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }
}
