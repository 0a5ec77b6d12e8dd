// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.platform.web.ETags;
import dev.llmops.platform.web.HotAnswer;
import dev.llmops.platform.web.HotReads;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Answers with one version: its entity tag, and the headers that warn of its end (RFC 9745, RFC 8594). */
final class AssetAnswers {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String JSON = "application/json;charset=UTF-8";

    private AssetAnswers() {}

    /** The mutable part may change at any time, so that a cache asks again; a tag then saves it the body. */
    static Response read(HttpHeaders headers, HotAnswer answer) {
        boolean current = ETags.isCurrent(headers.getHeaderString(HttpHeaders.IF_NONE_MATCH), answer.tag());
        Response.ResponseBuilder response = current ? Response.notModified() : Response.ok(answer.json(), JSON);
        answer.headers().forEach(response::header);
        return response.header(HttpHeaders.ETAG, answer.tag())
                .header(HttpHeaders.CACHE_CONTROL, HotReads.CACHE_CONTROL)
                .build();
    }

    static Response changed(Asset asset) {
        return Response.ok(AssetJson.of(asset))
                .header(HttpHeaders.ETAG, ETags.of(asset.revision()))
                .build();
    }

    static Response created(Asset asset, JsonNode spec) {
        return Response.created(URI.create("/api/registry/v1/assets/" + asset.id()))
                .entity(AssetJson.of(asset, spec))
                .header(HttpHeaders.ETAG, ETags.of(asset.revision()))
                .build();
    }

    /** The digest as RFC 9530 writes it. */
    static String reprDigest(Asset asset) {
        byte[] hash = HexFormat.of().parseHex(asset.digest().substring("sha256:".length()));
        return "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
    }

    /** The headers that warn of a version's end. */
    static Map<String, String> warnings(Asset asset) {
        Instant deprecatedAt = asset.deprecatedAt();
        if (deprecatedAt == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Deprecation", "@" + deprecatedAt.getEpochSecond());
        if (asset.sunsetAt() != null) {
            headers.put("Sunset", HTTP_DATE.format(asset.sunsetAt()));
        }
        if (asset.successor() != null) {
            AssetRef successor = AssetRef.parse(asset.kind(), asset.successor());
            headers.put(
                    "Link",
                    "</api/registry/v1/assets/" + asset.kind().wireName() + "/" + successor.name() + "/versions/"
                            + successor.version() + ">; rel=\"successor-version\"");
        }
        return headers;
    }
}
