// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.kernel.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms that values of an event take. */
final class EventTerms {
    static final int MAX_NAMESPACE_BYTES = 512;
    static final int MAX_NAME_BYTES = 1_024;
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern TIME_FORM =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    private EventTerms() {}

    static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static boolean isStorable(String text, int maxBytes) {
        return !text.isEmpty() && text.indexOf('\0') < 0 && text.getBytes(StandardCharsets.UTF_8).length <= maxBytes;
    }

    static boolean isUuid(String text) {
        return UUID_FORM.matcher(text).matches();
    }

    /** The node of what a facet names; facets are judged by their schemas, which know no bounds. */
    static NodeRef ref(NodeType type, String namespace, String name) {
        if (!isStorable(namespace, MAX_NAMESPACE_BYTES) || !isStorable(name, MAX_NAME_BYTES)) {
            throw Problem.invalid(
                    type.wireName(),
                    namespace + " " + name,
                    "a namespace of 1 to " + MAX_NAMESPACE_BYTES + " and a name of 1 to " + MAX_NAME_BYTES
                            + " bytes, without NUL");
        }
        return new NodeRef(type, namespace, name);
    }

    /** An RFC 3339 time to the microsecond, or null. */
    static @Nullable Instant time(String text) {
        if (!TIME_FORM.matcher(text).matches()) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
            return time.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** One step down a JSON pointer. */
    static String step(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
