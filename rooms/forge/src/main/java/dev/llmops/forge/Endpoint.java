// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.outbound.UrlHost;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an upstream's base URL points.
 *
 * @param host as written, without brackets
 * @param path without a trailing slash; empty for none
 */
record Endpoint(boolean tls, String host, int port, String path) {
    private static final String EXPECTED =
            "an http or https URL without user, query and fragment, such as https://api.example.com/v1";
    private static final int MAX_LENGTH = 2_000;

    /** Reads a base URL; refuses what is none with {@code validation_failed}. */
    static Endpoint parse(@Nullable String baseUrl) {
        if (baseUrl == null || baseUrl.isBlank() || baseUrl.length() > MAX_LENGTH) {
            throw refused(baseUrl);
        }
        URI uri;
        try {
            uri = new URI(baseUrl.strip());
        } catch (URISyntaxException e) {
            throw refused(baseUrl);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!(tls || scheme.equals("http")) || hasMore(uri)) {
            throw refused(baseUrl);
        }
        return new Endpoint(tls, host(uri, baseUrl), port(uri, tls, baseUrl), path(uri));
    }

    /** The base URL in its one form: lower-case scheme and host, no default port, no trailing slash. */
    String baseUrl() {
        return (tls ? "https://" : "http://") + authority() + path;
    }

    /** Host and, unless it is the scheme's own, port. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        boolean defaultPort = port == (tls ? 443 : 80);
        return name + (defaultPort ? "" : ":" + port);
    }

    /** Whether calls to both reach the same server, as far as the URL says. */
    boolean sameServer(Endpoint other) {
        return tls == other.tls && port == other.port && host.equals(other.host);
    }

    private static boolean hasMore(URI uri) {
        return uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
    }

    private static String host(URI uri, String baseUrl) {
        return UrlHost.of(uri).orElseThrow(() -> refused(baseUrl));
    }

    private static int port(URI uri, boolean tls, String baseUrl) {
        int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
        if (port == 0 || port > 65_535) {
            throw refused(baseUrl);
        }
        return port;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** The value is repeated without what stands before an at sign: that may be a password. */
    private static Problem refused(@Nullable String baseUrl) {
        String shown = baseUrl == null ? null : baseUrl.replaceFirst("//[^/]*@", "//…@");
        return Problem.invalid("base_url", shown, EXPECTED);
    }
}
