// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jspecify.annotations.Nullable;

/**
 * Accepts access tokens of the configured issuers (RFC 8725: the algorithm is never taken from the token alone; issuer,
 * audience and expiry are required). Keys are cached for an hour and fetched anew at most every 30 s for an unknown key id.
 */
@Singleton
final class JwtVerifier {
    private static final Logger LOG = Logger.getLogger(JwtVerifier.class);
    private static final String[] ALGORITHMS = {"RS256", "PS256", "ES256", "EdDSA"};
    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MAX_JWKS_BYTES = 1 << 20;

    private final Map<String, Trusted> byIssuer = new HashMap<>();
    private final JwtConsumer unverified = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    private final Clock clock;

    @Inject
    JwtVerifier(OidcConfig config, Clock clock) {
        this(config.issuers(), clock);
    }

    JwtVerifier(Map<String, OidcConfig.Issuer> issuers, Clock clock) {
        this.clock = clock;
        issuers.forEach((name, issuer) -> byIssuer.put(issuer.issuer(), new Trusted(name, issuer, resolver(issuer))));
    }

    /** The caller, or {@code unauthenticated}; {@code unavailable} when the issuer's keys cannot be had. */
    Caller verify(String token) {
        Trusted trusted = byIssuer.get(issuerOf(token));
        if (trusted == null) {
            throw refused("it is neither an API key nor a JWT of a configured issuer");
        }
        try {
            return trusted.caller(consumer(trusted).processToClaims(token));
        } catch (InvalidJwtException e) {
            if (causedByNetwork(e)) {
                LOG.warnf("the keys of issuer %s cannot be fetched: %s", trusted.name, e.getMessage());
                throw new Problem(
                        ErrorCode.UNAVAILABLE,
                        "The keys of the issuer " + trusted.name + " cannot be fetched; try again",
                        Duration.ofSeconds(5));
            }
            throw refused(reason(e));
        } catch (MalformedClaimException e) {
            throw refused("a claim has another type than expected");
        }
    }

    private String issuerOf(String token) {
        try {
            String issuer = unverified.processToClaims(token).getIssuer();
            return issuer == null ? "" : issuer;
        } catch (InvalidJwtException | MalformedClaimException e) {
            return "";
        }
    }

    private JwtConsumer consumer(Trusted trusted) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, ALGORITHMS)
                .setVerificationKeyResolver(trusted.keys)
                .setExpectedIssuer(true, trusted.config.issuer())
                .setExpectedAudience(true, trusted.config.audience())
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build();
    }

    private static HttpsJwksVerificationKeyResolver resolver(OidcConfig.Issuer issuer) {
        URI url = URI.create(issuer.jwksUrl());
        boolean loopback = Set.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(url.getHost()));
        if (!"https".equals(url.getScheme()) && !loopback) {
            throw new IllegalStateException(
                    "jwks-url: '" + url + "' (expected: https; plain http is accepted on loopback only)");
        }
        Get get = new Get();
        get.setConnectTimeout(TIMEOUT_MILLIS);
        get.setReadTimeout(TIMEOUT_MILLIS);
        get.setRetries(1);
        get.setResponseBodySizeLimit(MAX_JWKS_BYTES);
        HttpsJwks keys = new HttpsJwks(issuer.jwksUrl());
        keys.setSimpleHttpGet(get);
        keys.setRefreshReprieveThreshold(Duration.ofSeconds(30).toMillis());
        keys.setRetainCacheOnErrorDuration(Duration.ofHours(24).toSeconds());
        return new HttpsJwksVerificationKeyResolver(keys);
    }

    private static boolean causedByNetwork(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static String reason(InvalidJwtException fault) {
        if (fault.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "it has expired";
        }
        if (fault.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return "it is not valid yet";
        }
        if (fault.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || fault.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "it is meant for another audience";
        }
        if (fault.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
            return "it has no expiry";
        }
        return "its signature or form is not acceptable";
    }

    private static Problem refused(String why) {
        return new Problem(ErrorCode.UNAUTHENTICATED, "The token is not accepted: " + why);
    }

    private record Trusted(String name, OidcConfig.Issuer config, HttpsJwksVerificationKeyResolver keys) {
        Caller caller(JwtClaims claims) throws MalformedClaimException {
            Set<Role> roles = roles(claim(claims, config.rolesClaim()));
            Set<Permission> permissions = EnumSet.of(Permission.PUBLIC, Permission.SELF);
            roles.forEach(role -> permissions.addAll(role.permissions()));
            String subject = claims.getSubject();
            Object shown = claims.getClaimValue("name") instanceof String text ? text : subject;
            return new Caller(
                    Caller.Kind.JWT,
                    tenant(claims),
                    "jwt:" + name + ":" + subject,
                    String.valueOf(shown),
                    roles,
                    permissions,
                    null,
                    null);
        }

        private TenantId tenant(JwtClaims claims) {
            String id = config.tenant().orElseGet(() -> String.valueOf(claim(claims, config.tenantClaim())));
            if (!Ulids.isUlid(id)) {
                throw refused("the claim " + config.tenantClaim() + " does not hold an organisation's id");
            }
            return new TenantId(id);
        }

        private static Set<Role> roles(@Nullable Object claim) {
            Set<Role> roles = EnumSet.noneOf(Role.class);
            Collection<?> named = claim instanceof Collection<?> many ? many : Set.of(claim == null ? "" : claim);
            for (Role role : Role.values()) {
                if (named.contains(role.wireName())) {
                    roles.add(role);
                }
            }
            return roles;
        }

        private static @Nullable Object claim(JwtClaims claims, String path) {
            Object whole = claims.getClaimValue(path);
            if (whole != null) {
                return whole;
            }
            Object at = claims.getClaimsMap();
            for (String step : path.split("\\.", -1)) {
                at = at instanceof Map<?, ?> map ? map.get(step) : null;
            }
            return at;
        }
    }
}
