// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of the user interface in the forms that the build left: plain, and compressed by Brotli and gzip.
 *
 * @param forms the smallest first, the plain one last
 */
record StaticFile(String contentType, String etag, List<Form> forms) {
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "html", "text/html; charset=utf-8");

    StaticFile {
        forms = List.copyOf(forms);
    }

    /** @param encoding null when plain */
    record Form(@Nullable String encoding, Buffer body) {}

    static @Nullable StaticFile read(String name) {
        byte[] plain = bytes(name);
        if (plain == null) {
            return null;
        }
        List<Form> forms = new ArrayList<>();
        add(forms, "br", bytes(name + ".br"));
        add(forms, "gzip", bytes(name + ".gz"));
        add(forms, null, plain);
        return new StaticFile(TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), ""), etag(plain), forms);
    }

    private static void add(List<Form> forms, @Nullable String encoding, byte @Nullable [] body) {
        if (body != null) {
            forms.add(new Form(encoding, Buffer.buffer(body)));
        }
    }

    Form form(@Nullable String accepted) {
        return forms.stream()
                .filter(form -> form.encoding() == null || accepts(accepted, form.encoding()))
                .findFirst()
                .orElseThrow();
    }

    /** RFC 9110 section 12.5.3, as far as browsers use it: a coding counts when it is named and not weighted zero. */
    static boolean accepts(@Nullable String header, String encoding) {
        if (header == null) {
            return false;
        }
        for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] words = part.strip().split(";", -1);
            if (words[0].strip().equals(encoding)) {
                return words.length == 1 || !words[1].strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    private static byte @Nullable [] bytes(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream file = loader.getResourceAsStream("META-INF/resources" + name)) {
            return file == null ? null : file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(byte[] plain) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
            return "W/\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
