// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.forge.dialect.Part.Media;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Media in URLs: {@code data:image/png;base64,…} holds the bytes themselves. */
public final class DataUrls {
    private static final String BASE64 = ";base64,";

    private DataUrls() {}

    /**
     * The media that a URL holds or names.
     *
     * @param kind what it is when the URL does not say, such as {@code image/*}
     */
    public static Media media(String at, String url, String kind, @Nullable String name)
            throws UntranslatableException {
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            if (url.startsWith("https://") || url.startsWith("http://")) {
                return new Media(at, kind, null, url, name);
            }
            throw new UntranslatableException(at, at + ": expected an https URL or a data URL in base64");
        }
        int comma = url.indexOf(',');
        int mark = comma < 0 ? -1 : url.toLowerCase(Locale.ROOT).lastIndexOf(BASE64, comma);
        if (mark < 0) {
            throw new UntranslatableException(
                    at, at + ": expected a data URL in base64, such as data:image/png;base64,…");
        }
        String type = url.substring(5, mark);
        int parameters = type.indexOf(';');
        String plain = parameters < 0 ? type : type.substring(0, parameters);
        return new Media(at, plain.isEmpty() ? kind : plain, url.substring(comma + 1), null, name);
    }

    /** The media as one URL. */
    public static String url(Media media) {
        return media.url() != null ? media.url() : "data:" + media.type() + BASE64 + media.data();
    }
}
