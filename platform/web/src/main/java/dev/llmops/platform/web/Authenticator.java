// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.KeyDirectory;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.identity.Sessions;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Establishes who calls: API key, JWT of a configured issuer, or session cookie, in this order. May block. */
@Singleton
final class Authenticator {
    static final String CSRF_HEADER = "x-llmops-csrf";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String KEY_PREFIX = "llmops_";
    private static final int MAX_CREDENTIAL = 16_384;

    private final KeyDirectory keys;
    private final Sessions sessions;
    private final JwtVerifier jwts;
    private final Clock clock;

    Authenticator(KeyDirectory keys, Sessions sessions, JwtVerifier jwts, Clock clock) {
        this.keys = keys;
        this.sessions = sessions;
        this.jwts = jwts;
        this.clock = clock;
    }

    Caller authenticate(HttpServerRequest request) {
        String token = token(request.headers());
        return token == null ? bySession(request) : byToken(token);
    }

    /** Without a session. */
    Caller authenticate(MultiMap headers) {
        String token = token(headers);
        if (token == null) {
            throw new Problem(
                    ErrorCode.UNAUTHENTICATED,
                    "authorization: missing (expected: Bearer and an API key or JWT, or x-api-key)");
        }
        return byToken(token);
    }

    private static @Nullable String token(MultiMap headers) {
        String token = bearer(headers.get("authorization"));
        return token == null ? headers.get("x-api-key") : token;
    }

    /** By the value of a header {@code authorization}. */
    Caller authenticate(String authorization) {
        return byToken(Objects.requireNonNull(bearer(authorization)));
    }

    private Caller byToken(String token) {
        if (token.length() > MAX_CREDENTIAL) {
            throw unknown();
        }
        return token.startsWith(KEY_PREFIX) ? byKey(token) : jwts.verify(token);
    }

    /**
     * The caller, where all that is needed stands in memory: an API key used before, still valid. Null means that {@link
     * #authenticate} has to look, or to refuse. Never blocks.
     */
    @Nullable
    Caller known(HttpServerRequest request) {
        String header = request.getHeader("authorization");
        String token = header == null ? request.getHeader("x-api-key") : header;
        if (token == null || token.length() > MAX_CREDENTIAL) {
            return null;
        }
        String key = header != null && header.startsWith("Bearer ") ? token.substring("Bearer ".length()) : token;
        if (!key.startsWith(KEY_PREFIX)) {
            return null;
        }
        KeyGrant grant = keys.known(keys.hash(key)).orElse(null);
        Instant now = clock.instant();
        if (grant == null || grant.revokedAt(now) || grant.expiredAt(now)) {
            return null;
        }
        keys.touched(grant.id());
        return grant.caller();
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        if (!authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
            throw new Problem(
                    ErrorCode.UNAUTHENTICATED,
                    "authorization: another scheme (expected: Bearer and an API key or JWT)");
        }
        return authorization.substring("bearer ".length()).strip();
    }

    private Caller byKey(String key) {
        KeyGrant grant = keys.find(keys.hash(key)).orElseThrow(Authenticator::unknown);
        Instant now = clock.instant();
        if (grant.revokedAt(now)) {
            throw new Problem(
                    ErrorCode.KEY_REVOKED,
                    "The key " + grant.name() + " was revoked at " + grant.revokedAt() + "; ask for a new one");
        }
        if (grant.expiredAt(now)) {
            throw new Problem(
                    ErrorCode.KEY_EXPIRED,
                    "The key " + grant.name() + " expired at " + grant.expiresAt() + "; ask for a new one");
        }
        keys.touched(grant.id());
        return grant.caller();
    }

    private Caller bySession(HttpServerRequest request) {
        String value = SessionCookies.read(request.isSSL() || "https".equals(request.scheme()), name -> {
            Cookie cookie = request.getCookie(String.valueOf(name));
            return cookie == null ? null : cookie.getValue();
        });
        if (value == null || value.isEmpty()) {
            throw new Problem(
                    ErrorCode.UNAUTHENTICATED,
                    "authorization: missing (expected: Bearer and an API key or JWT, x-api-key, or a session)");
        }
        Sessions.Session session = sessions.find(value)
                .orElseThrow(() -> new Problem(ErrorCode.UNAUTHENTICATED, "The session has ended; log in again"));
        if (!SAFE.contains(request.method().name())) {
            requireCsrf(request.getHeader(CSRF_HEADER), session.csrfToken());
        }
        return session.caller();
    }

    private static void requireCsrf(@Nullable String sent, String expected) {
        if (sent == null || !MessageDigest.isEqual(sent.getBytes(UTF_8), expected.getBytes(UTF_8))) {
            throw new Problem(
                    ErrorCode.CSRF_REJECTED,
                    CSRF_HEADER + ": " + (sent == null ? "missing" : "another session's")
                            + " (expected: the csrf_token that login or /api/identity/v1/me gave)");
        }
    }

    private static Problem unknown() {
        return new Problem(ErrorCode.UNAUTHENTICATED, "The API key is not known; check that it was copied whole");
    }
}
