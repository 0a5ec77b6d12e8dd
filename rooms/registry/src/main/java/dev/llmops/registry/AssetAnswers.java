// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.platform.web.ETags;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** Answers with one version: its entity tag, and the headers that warn of its end (RFC 9745, RFC 8594). */
final class AssetAnswers {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private AssetAnswers() {}

    static Response read(HttpHeaders headers, Asset asset) {
        return withWarnings(ETags.answer(headers, asset.revision(), AssetJson.of(asset)), asset);
    }

    static Response changed(Asset asset) {
        return Response.ok(AssetJson.of(asset))
                .header(HttpHeaders.ETAG, ETags.of(asset.revision()))
                .build();
    }

    static Response created(Asset asset) {
        return Response.created(URI.create("/api/registry/v1/assets/" + asset.id()))
                .entity(AssetJson.of(asset))
                .header(HttpHeaders.ETAG, ETags.of(asset.revision()))
                .build();
    }

    /** The digest as RFC 9530 writes it. */
    static String reprDigest(Asset asset) {
        byte[] hash = HexFormat.of().parseHex(asset.digest().substring("sha256:".length()));
        return "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
    }

    private static Response withWarnings(Response answer, Asset asset) {
        Instant deprecatedAt = asset.deprecatedAt();
        if (deprecatedAt == null) {
            return answer;
        }
        Response.ResponseBuilder warned =
                Response.fromResponse(answer).header("Deprecation", "@" + deprecatedAt.getEpochSecond());
        if (asset.sunsetAt() != null) {
            warned.header("Sunset", HTTP_DATE.format(asset.sunsetAt()));
        }
        if (asset.successor() != null) {
            AssetRef successor = AssetRef.parse(asset.kind(), asset.successor());
            warned.header(
                    "Link",
                    "</api/registry/v1/assets/" + asset.kind().wireName() + "/" + successor.name() + "/versions/"
                            + successor.version() + ">; rel=\"successor-version\"");
        }
        return warned.build();
    }
}
