// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The browser's session cookie: {@code __Host-llmops} over HTTPS, {@code llmops_dev} over plain HTTP, which the program
 * serves on loopback only unless it was told otherwise. Neither is readable by scripts or sent from other sites.
 */
public final class SessionCookies {
    static final String SECURE = "__Host-llmops";
    static final String PLAIN = "llmops_dev";

    private SessionCookies() {}

    /** The cookie that starts a session. */
    public static NewCookie issue(boolean https, String value, Duration life) {
        return new NewCookie.Builder(https ? SECURE : PLAIN)
                .value(value)
                .path("/")
                .maxAge(Math.toIntExact(life.toSeconds()))
                .httpOnly(true)
                .secure(https)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }

    /** The cookie that ends it in the browser. */
    public static NewCookie clear(boolean https) {
        return issue(https, "", Duration.ZERO);
    }

    /** The session's value among the cookies of a request; over HTTPS the plain cookie does not count. */
    public static @Nullable String read(boolean https, UnaryOperator<@Nullable String> cookies) {
        return cookies.apply(https ? SECURE : PLAIN);
    }
}
