// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceDocument;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.document.YamlSource;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Turns what was sent into manifests, or says everything that is wrong with it. */
@Singleton
final class ManifestReader {
    static final int MAX_BYTES = SourceTree.MAX_BYTES;
    static final int MAX_DOCUMENTS = 100;

    private final ManifestSchemas schemas;

    ManifestReader(ManifestSchemas schemas) {
        this.schemas = schemas;
    }

    /** Reads UTF-8; a byte order mark is skipped. */
    List<Manifest> read(TenantId tenant, byte[] body) {
        String text = text(body);
        List<SourceDocument> documents =
                isJson(text) ? List.of(JsonSource.read(text)) : YamlSource.read(text, MAX_DOCUMENTS);
        if (documents.isEmpty()) {
            throw SourceTree.refused(1, "there is no document");
        }
        return schemas.check(tenant, documents);
    }

    /** Any JSON value, within the same bounds. */
    SourceDocument readJson(byte[] body) {
        return JsonSource.read(text(body));
    }

    private static String text(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw new Problem(
                    ErrorCode.PAYLOAD_TOO_LARGE, "A document has at most 1 MiB; split it or shorten its texts");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The document is not UTF-8; save it in that encoding");
        }
    }

    /** What starts with a brace is JSON, all else YAML. No line of JSON begins with a separator of YAML documents. */
    private static boolean isJson(String text) {
        return text.stripLeading().startsWith("{") && !text.contains("\n---");
    }

    /** Exactly one manifest. */
    Manifest readOne(TenantId tenant, byte[] body) {
        List<Manifest> manifests = new ArrayList<>(read(tenant, body));
        if (manifests.size() != 1) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    "There are " + manifests.size() + " documents where one is taken; POST /apply takes many");
        }
        return manifests.getFirst();
    }
}
