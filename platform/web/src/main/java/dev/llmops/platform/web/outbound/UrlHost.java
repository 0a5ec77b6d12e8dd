// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The host of a URL, in the one form in which it is looked up and compared. */
public final class UrlHost {
    private static final Pattern PLAIN_IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    /** What some resolvers read as an IPv4 address: the last label is a number, also octal or hexadecimal. */
    private static final Pattern NUMBER_AT_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

    private UrlHost() {}

    /** Lower case, without the brackets of IPv6. Empty for none, for one with a scope and for a number in disguise. */
    public static Optional<String> of(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        } else if (NUMBER_AT_END.matcher(host).matches()
                && !PLAIN_IPV4.matcher(host).matches()) {
            return Optional.empty();
        }
        return host.isEmpty() || host.indexOf('%') >= 0 ? Optional.empty() : Optional.of(host);
    }
}
