// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.kernel.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names and versions of MCP servers as those of assets, and back. A capital letter becomes {@code _} and the small one, a
 * low line two; a part that would begin with a sign, or is the word {@code versions}, gets {@code 0_0} before it. A name of
 * small letters without low lines stays as it is. A version that is no SemVer becomes the pre-release {@code
 * 0.0.0-mcp.x…} with all but letters and digits as {@code -} and two hexadecimal digits per byte.
 */
final class ServerNames {
    static final String EXPECTED_NAME =
            "a name in reverse-DNS form with one slash, 3 to 200 characters, such as io.github.user/weather";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+");
    private static final Pattern SEM_VER = Pattern.compile("(?:0|[1-9]\\d*)\\.(?:0|[1-9]\\d*)\\.(?:0|[1-9]\\d*)"
            + "(?:-(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
            + "(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");
    private static final Pattern RANGE = Pattern.compile(".*[\\^~<>*|].*|.*\\.[xX](?:\\..*)?|latest|\\s*");
    private static final String GUARD = "0_0";
    private static final String FOREIGN = "0.0.0-mcp.x";
    private static final int MAX_NAME = 255;
    private static final int MAX_VERSION = 128;

    private ServerNames() {}

    /** Refuses with {@code validation_failed} what is no server's name, or is too long once written in small letters. */
    static String asset(String name) {
        return tryAsset(name).orElseThrow(() -> Problem.invalid("name", name, EXPECTED_NAME));
    }

    static Optional<String> tryAsset(String name) {
        if (name.length() < 3 || name.length() > 200 || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        int slash = name.indexOf('/');
        String mapped = part(name.substring(0, slash)) + "/" + part(name.substring(slash + 1));
        return mapped.length() > MAX_NAME ? Optional.empty() : Optional.of(mapped);
    }

    private static String part(String text) {
        StringBuilder part = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                part.append('_').append((char) (c + 32));
            } else if (c == '_') {
                part.append("__");
            } else {
                part.append(c);
            }
        }
        char first = part.charAt(0);
        boolean plain = (first >= 'a' && first <= 'z') || (first >= '0' && first <= '9');
        return plain && !part.toString().equals("versions") ? part.toString() : GUARD + part;
    }

    /** The name that {@link #asset} was given. */
    static String original(String asset) {
        int slash = asset.indexOf('/');
        return slash < 0 ? unpart(asset) : unpart(asset.substring(0, slash)) + "/" + unpart(asset.substring(slash + 1));
    }

    private static String unpart(String part) {
        StringBuilder text = new StringBuilder(part.length());
        int start = part.startsWith(GUARD) ? GUARD.length() : 0;
        for (int i = start; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '_' && i + 1 < part.length()) {
                i++;
                char next = part.charAt(i);
                text.append(next >= 'a' && next <= 'z' ? (char) (next - 32) : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Refuses with {@code validation_failed} a range, {@code latest} and what is too long. */
    static String version(String version) {
        return tryVersion(version)
                .orElseThrow(() ->
                        Problem.invalid("version", version, "one version and no range, such as 1.0.2 or 2025-05-16"));
    }

    static Optional<String> tryVersion(String version) {
        if (SEM_VER.matcher(version).matches() && !version.startsWith(FOREIGN)) {
            return version.length() > MAX_VERSION ? Optional.empty() : Optional.of(version);
        }
        if (RANGE.matcher(version).matches()) {
            return Optional.empty();
        }
        StringBuilder mapped = new StringBuilder(FOREIGN);
        for (byte b : version.getBytes(UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (plain) {
                mapped.append((char) b);
            } else {
                mapped.append('-').append(String.format("%02X", b));
            }
        }
        return mapped.length() > MAX_VERSION ? Optional.empty() : Optional.of(mapped.toString());
    }
}
