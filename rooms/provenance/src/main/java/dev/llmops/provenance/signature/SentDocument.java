// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.Problem;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.envelope.Documents;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A signature or attestation in the form it was sent in.
 *
 * @param text the JSON as it was sent
 */
public record SentDocument(Format format, String text, JsonNode json) {
    /** The forms, told apart by their members. */
    @Schema(name = "SignatureFormat")
    public enum Format {
        /** {@code {"signature":"base 64","key_id":…,"algorithm":…}} over the canonical text. */
        DETACHED,
        DSSE,
        BUNDLE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static SentDocument read(byte[] body) {
        JsonNode json = Documents.object("body", body);
        Format format;
        if (json.has("mediaType")) {
            format = Format.BUNDLE;
        } else if (json.has("payloadType")) {
            format = Format.DSSE;
        } else if (json.has("signature")) {
            format = Format.DETACHED;
        } else {
            throw Problem.invalid("body", null, "a detached signature, a DSSE envelope or a sigstore bundle");
        }
        return new SentDocument(format, new String(body, StandardCharsets.UTF_8), json);
    }

    public static SentDocument of(Format format, JsonNode json) {
        return new SentDocument(format, json.toString(), json);
    }

    /** The same document again is the same signature. */
    String fingerprint() {
        return "sha256:" + Checksum.SHA256.hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
