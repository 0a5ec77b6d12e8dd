// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import io.vertx.core.MultiMap;
import java.util.AbstractMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request's headers as rules see them: by names in lower case, read where they lie, without credentials. */
public final class RequestHeaders extends AbstractMap<String, String> {
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "cookie", "api-key");

    private final MultiMap headers;

    public RequestHeaders(MultiMap headers) {
        this.headers = headers;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return name instanceof String text && !CREDENTIALS.contains(text) ? headers.get(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public String getOrDefault(@Nullable Object name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        Map<String, String> all = new TreeMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!CREDENTIALS.contains(name)) {
                all.putIfAbsent(name, header.getValue());
            }
        }
        return all.entrySet();
    }
}
