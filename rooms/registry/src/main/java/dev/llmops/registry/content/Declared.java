// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.kernel.Problem;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What senders say about their bytes, brought into a form that can be sent back to others without harm. */
final class Declared {
    static final String UNKNOWN_TYPE = "application/octet-stream";
    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]{1,60}";
    private static final Pattern TYPE =
            Pattern.compile(TOKEN + "/" + TOKEN + "(\\s*;\\s*" + TOKEN + "=(" + TOKEN + "|\"[ -!#-~]{0,40}\"))*");
    private static final int MAX_TYPE = 200;
    private static final int MAX_NAME = 255;

    private Declared() {}

    static String contentType(@Nullable String declared) {
        if (declared == null || declared.isBlank()) {
            return UNKNOWN_TYPE;
        }
        if (declared.length() > MAX_TYPE || !TYPE.matcher(declared).matches()) {
            throw Problem.invalid("content_type", declared, "a media type, such as application/octet-stream");
        }
        return declared;
    }

    /** A name without a path and without characters that steer a terminal or a header. */
    static @Nullable String fileName(@Nullable String declared) {
        if (declared == null || declared.isBlank()) {
            return null;
        }
        boolean plain = declared.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '/' || c == '\\')
                && declared.codePoints().noneMatch(c -> Character.getType(c) == Character.FORMAT);
        if (!plain || declared.length() > MAX_NAME || declared.equals(".") || declared.equals("..")) {
            throw Problem.invalid("file_name", declared, "a name without a path, at most 255 characters");
        }
        return declared;
    }

    static long size(String field, @Nullable String header) {
        if (header == null || !header.strip().matches("\\d{1,18}")) {
            throw Problem.invalid(field, header, "a number of bytes");
        }
        return Long.parseLong(header.strip());
    }

    /** The header {@code Upload-Metadata} of tus 1.0: pairs of a key and a base64 value, separated by commas. */
    static Map<String, String> metadata(@Nullable String header) {
        Map<String, String> pairs = new HashMap<>();
        if (header == null) {
            return pairs;
        }
        for (String pair : header.split(",", -1)) {
            String[] words = pair.strip().split(" ", 2);
            try {
                pairs.put(
                        words[0],
                        words.length < 2 ? "" : new String(Base64.getDecoder().decode(words[1].strip()), UTF_8));
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("upload-metadata", pair, "a key and a base64 value");
            }
        }
        return pairs;
    }
}
