// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The body of a request, unpacked and read; never more than the bound, however small it was packed. */
final class LineageBody {
    static final int MAX_BYTES = 8 << 20;

    private LineageBody() {}

    static JsonNode read(byte[] body, @Nullable String encoding, ObjectMapper json) throws IOException {
        byte[] plain = unpacked(body, encoding);
        if (plain.length == 0) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, Violation.of("body", null, "an OpenLineage event"));
        }
        return json.readTree(plain);
    }

    private static byte[] unpacked(byte[] body, @Nullable String encoding) {
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return body;
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding: '" + encoding + "' (expected: gzip or none)");
        }
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = stream.readNBytes(MAX_BYTES + 1);
            if (plain.length > MAX_BYTES) {
                throw new Problem(
                        ErrorCode.PAYLOAD_TOO_LARGE, "body: too large (expected: at most " + MAX_BYTES + " bytes)");
            }
            return plain;
        } catch (IOException e) {
            throw new Problem(ErrorCode.MALFORMED_REQUEST, "The body cannot be unpacked; it is not whole or not gzip");
        }
    }
}
