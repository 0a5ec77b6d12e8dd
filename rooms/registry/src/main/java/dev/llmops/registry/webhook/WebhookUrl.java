// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.outbound.AddressCheck;
import dev.llmops.platform.web.outbound.UrlHost;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the URL of a webhook. */
final class WebhookUrl {
    private static final int MAX_LENGTH = 2_000;
    private static final String EXPECTED =
            "an http or https URL without user and fragment, such as https://example.com/hooks/assets";

    private WebhookUrl() {}

    /** The URL in ASCII. Refuses what is none, and what lies in a forbidden network now. */
    static String checked(@Nullable String text, AddressCheck addresses) {
        if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
            throw Problem.invalid("url", null, EXPECTED);
        }
        URI uri = parse(text.strip());
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Optional<String> host = UrlHost.of(uri);
        boolean good = (scheme.equals("https") || scheme.equals("http"))
                && host.isPresent()
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535;
        if (!good) {
            throw Problem.invalid("url", null, EXPECTED);
        }
        addresses.check("url", scheme + "://" + host.get(), host.get());
        return uri.toASCIIString();
    }

    /** What was sent is not repeated: it may hold a password. */
    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw Problem.invalid("url", null, EXPECTED);
        }
    }
}
