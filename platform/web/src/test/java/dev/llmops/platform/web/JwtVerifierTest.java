// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JwtVerifierTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final String TENANT = Ulids.next();
    private static final String ISSUER = "https://issuer.example";
    private static final AtomicInteger FETCHES = new AtomicInteger();
    private static HttpServer server;
    private static RsaJsonWebKey key;
    private static RsaJsonWebKey foreign;

    @BeforeAll
    static void startIssuer() throws JoseException, IOException {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("k1");
        foreign = RsaJwkGenerator.generateJwk(2048);
        foreign.setKeyId("k1");
        byte[] jwks = new JsonWebKeySet(key).toJson().getBytes(UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            FETCHES.incrementAndGet();
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stopIssuer() {
        server.stop(0);
    }

    private static JwtVerifier verifier() {
        return new JwtVerifier(
                Map.of("corp", issuer("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks")),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static OidcConfig.Issuer issuer(String jwksUrl) {
        return new OidcConfig.Issuer() {
            @Override
            public String issuer() {
                return ISSUER;
            }

            @Override
            public String audience() {
                return "llmops";
            }

            @Override
            public String jwksUrl() {
                return jwksUrl;
            }

            @Override
            public String tenantClaim() {
                return "org";
            }

            @Override
            public Optional<String> tenant() {
                return Optional.empty();
            }

            @Override
            public String rolesClaim() {
                return "realm_access.roles";
            }
        };
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("llmops");
        claims.setSubject("ada");
        claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 300));
        claims.setClaim("org", TENANT);
        claims.setClaim("realm_access", Map.of("roles", List.of("publisher", "something-else")));
        return claims;
    }

    private static String signed(JwtClaims claims, RsaJsonWebKey with) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(with.getPrivateKey());
        signature.setKeyIdHeaderValue("k1");
        signature.setAlgorithmHeaderValue("RS256");
        return signature.getCompactSerialization();
    }

    @Test
    void aGoodTokenMakesACallerOfItsOrganisation() throws JoseException {
        Caller caller = verifier().verify(signed(claims(), key));
        assertThat(caller.tenant().value()).isEqualTo(TENANT);
        assertThat(caller.principalId()).isEqualTo("jwt:corp:ada");
        assertThat(caller.roles()).containsExactly(Role.PUBLISHER);
        assertThat(caller.may(Permission.REGISTRY_WRITE)).isTrue();
        assertThat(caller.may(Permission.USERS_WRITE)).isFalse();
        assertThat(caller.may(Permission.GATEWAY_CALL)).isFalse();
    }

    @Test
    void keysAreFetchedOnce() throws JoseException {
        JwtVerifier verifier = verifier();
        int before = FETCHES.get();
        verifier.verify(signed(claims(), key));
        verifier.verify(signed(claims(), key));
        assertThat(FETCHES.get() - before).isEqualTo(1);
    }

    @Test
    void anExpiredTokenIsRefused() throws JoseException {
        JwtClaims claims = claims();
        claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() - 60));
        assertThat(refused(signed(claims, key)).detail()).contains("has expired");
    }

    @Test
    void aTokenWithoutExpiryIsRefused() throws JoseException {
        JwtClaims claims = claims();
        claims.unsetClaim("exp");
        assertThat(refused(signed(claims, key)).detail()).contains("no expiry");
    }

    @Test
    void aTokenThatIsNotValidYetIsRefused() throws JoseException {
        JwtClaims claims = claims();
        claims.setNotBefore(NumericDate.fromSeconds(NOW.getEpochSecond() + 120));
        assertThat(refused(signed(claims, key)).detail()).contains("not valid yet");
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() throws JoseException {
        JwtClaims claims = claims();
        claims.setAudience("another");
        assertThat(refused(signed(claims, key)).detail()).contains("another audience");
    }

    @Test
    void aTokenOfAnUnknownIssuerIsRefused() throws JoseException {
        JwtClaims claims = claims();
        claims.setIssuer("https://issuer.example/");
        assertThat(refused(signed(claims, key)).detail()).contains("configured issuer");
    }

    @Test
    void aTokenSignedByAnotherKeyIsRefused() throws JoseException {
        assertThat(refused(signed(claims(), foreign)).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void aTokenWithoutSignatureIsRefused() throws JoseException {
        JsonWebSignature unsigned = new JsonWebSignature();
        unsigned.setPayload(claims().toJson());
        unsigned.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        unsigned.setAlgorithmHeaderValue("none");
        assertThat(refused(unsigned.getCompactSerialization()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void thePublicKeyUsedAsASharedSecretIsRefused() throws JoseException {
        JsonWebSignature confused = new JsonWebSignature();
        confused.setPayload(claims().toJson());
        confused.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        confused.setKeyIdHeaderValue("k1");
        confused.setAlgorithmHeaderValue("HS256");
        assertThat(refused(confused.getCompactSerialization()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void aTokenWithoutOrganisationIsRefused() throws JoseException {
        JwtClaims claims = claims();
        claims.unsetClaim("org");
        assertThat(refused(signed(claims, key)).detail()).contains("org");
    }

    @Test
    void keysOverPlainHttpFromElsewhereAreRefusedAtTheStart() {
        IllegalStateException refusal = catchThrowableOfType(
                IllegalStateException.class,
                () -> new JwtVerifier(Map.of("corp", issuer("http://issuer.example/jwks")), Clock.systemUTC()));
        assertThat(refusal).hasMessageContaining("https");
    }

    @Test
    void anIssuerThatIsAwayIsNotTheCallersFault() throws JoseException {
        String token = signed(claims(), key);
        JwtVerifier verifier =
                new JwtVerifier(Map.of("corp", issuer("http://127.0.0.1:1/jwks")), Clock.fixed(NOW, ZoneOffset.UTC));
        Problem problem = catchThrowableOfType(Problem.class, () -> verifier.verify(token));
        assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private static Problem refused(String token) {
        Problem problem = catchThrowableOfType(Problem.class, () -> verifier().verify(token));
        assertThat(problem).as("the token was accepted").isNotNull();
        assertThat(problem.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(problem.detail()).doesNotContain(token);
        return problem;
    }
}
