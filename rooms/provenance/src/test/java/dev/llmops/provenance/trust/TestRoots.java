// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.trust;

import dev.llmops.kernel.Ulids;
import dev.llmops.provenance.crypto.Certificates;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.crypto.PublicKeys;
import dev.llmops.provenance.crypto.TrustedKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trust roots without a database, and those of the public sigstore instance, which anybody may look up. */
public final class TestRoots {
    public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    /**
     * The key of the specification's key.bundle.json. The vectors do not bring it: it was recovered from the signature,
     * and the digest of its PEM is the hint in the bundle.
     */
    public static final String VECTOR_KEY = """
            -----BEGIN PUBLIC KEY-----
            MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEsu6rZGBTjxtvRWPMixT+3HyndV0J0Ybt
            aHZUcO4DEK+OJHO/4e32bb/fbJKSpRgcBsIpKLcVijUomyFOERbd7u+BTPSUjGZD
            Qq6J7lTvp/EAXQGOKxW9RP0MGX3qAkvi
            -----END PUBLIC KEY-----
            """;

    public static final String REKOR = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwr
            kBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==
            -----END PUBLIC KEY-----
            """;

    public static final String FULCIO = """
            -----BEGIN CERTIFICATE-----
            MIICGjCCAaGgAwIBAgIUALnViVfnU0brJasmRkHrn/UnfaQwCgYIKoZIzj0EAwMw
            KjEVMBMGA1UEChMMc2lnc3RvcmUuZGV2MREwDwYDVQQDEwhzaWdzdG9yZTAeFw0y
            MjA0MTMyMDA2MTVaFw0zMTEwMDUxMzU2NThaMDcxFTATBgNVBAoTDHNpZ3N0b3Jl
            LmRldjEeMBwGA1UEAxMVc2lnc3RvcmUtaW50ZXJtZWRpYXRlMHYwEAYHKoZIzj0C
            AQYFK4EEACIDYgAE8RVS/ysH+NOvuDZyPIZtilgUF9NlarYpAd9HP1vBBH1U5CV7
            7LSS7s0ZiH4nE7Hv7ptS6LvvR/STk798LVgMzLlJ4HeIfF3tHSaexLcYpSASr1kS
            0N/RgBJz/9jWCiXno3sweTAOBgNVHQ8BAf8EBAMCAQYwEwYDVR0lBAwwCgYIKwYB
            BQUHAwMwEgYDVR0TAQH/BAgwBgEB/wIBADAdBgNVHQ4EFgQU39Ppz1YkEZb5qNjp
            KFWixi4YZD8wHwYDVR0jBBgwFoAUWMAeX5FFpWapesyQoZMi0CrFxfowCgYIKoZI
            zj0EAwMDZwAwZAIwPCsQK4DYiZYDPIaDi5HFKnfxXx6ASSVmERfsynYBiX2X6SJR
            nZU84/9DZdnFvvxmAjBOt6QpBlc4J/0DxvkTCqpclvziL6BCCPnjdlIB3Pu3BxsP
            mygUY7Ii2zbdCdliiow=
            -----END CERTIFICATE-----
            """;

    public static final String TIMESTAMPS = """
            -----BEGIN CERTIFICATE-----
            MIIB9zCCAXygAwIBAgIUV7f0GLDOoEzIh8LXSW80OJiUp14wCgYIKoZIzj0EAwMw
            OTEVMBMGA1UEChMMc2lnc3RvcmUuZGV2MSAwHgYDVQQDExdzaWdzdG9yZS10c2Et
            c2VsZnNpZ25lZDAeFw0yNTA0MDgwNjU5NDNaFw0zNTA0MDYwNjU5NDNaMDkxFTAT
            BgNVBAoTDHNpZ3N0b3JlLmRldjEgMB4GA1UEAxMXc2lnc3RvcmUtdHNhLXNlbGZz
            aWduZWQwdjAQBgcqhkjOPQIBBgUrgQQAIgNiAAQUQNtfRT/ou3YATa6wB/kKTe70
            cfJwyRIBovMnt8RcJph/COE82uyS6FmppLLL1VBPGcPfpQPYJNXzWwi8icwhKQ6W
            /Qe2h3oebBb2FHpwNJDqo+TMaC/tdfkv/ElJB72jRTBDMA4GA1UdDwEB/wQEAwIB
            BjASBgNVHRMBAf8ECDAGAQH/AgEAMB0GA1UdDgQWBBSY7AHvf7tR/9SVHm+KiJhT
            B4nOvzAKBggqhkjOPQQDAwNpADBmAjEAwGEGrfGZR1cen1R8/DTVMI943LssZmJR
            tDp/i7SfGHmGRP6gRbuj9vOK3b67Z0QQAjEAuT2H673LQEaHTcyQSZrkp4mX7Wwk
            mF+sVbkYY5mXN+RMH13KUEHHOqASaemYWK/E
            -----END CERTIFICATE-----
            """;

    private TestRoots() {}

    public static TrustStore store(TrustRoot... roots) {
        return new TrustStore(List.of(roots), NOW);
    }

    public static TrustRoot key(String name, String pem, TrustRoot.Purpose... purposes) {
        TrustedKey key = PublicKeys.readPem("pem", pem);
        return root(name, TrustRoot.Kind.PUBLIC_KEY, key, key.keyId(), null, pem, Set.of(purposes));
    }

    public static TrustRoot authority(String name, String pem, TrustRoot.Purpose... purposes) {
        return authority(name, Certificates.readPem("pem", pem).getFirst(), purposes);
    }

    public static TrustRoot authority(String name, X509Certificate certificate, TrustRoot.Purpose... purposes) {
        return root(
                name,
                TrustRoot.Kind.CERTIFICATE,
                PublicKeys.judged("pem", certificate.getPublicKey()),
                Checksum.SHA256.hex(Certificates.der(certificate)),
                Certificates.subject(certificate),
                Certificates.pem(certificate),
                Set.of(purposes));
    }

    private static TrustRoot root(
            String name,
            TrustRoot.Kind kind,
            TrustedKey key,
            String fingerprint,
            @Nullable String subject,
            String pem,
            Set<TrustRoot.Purpose> purposes) {
        return new TrustRoot(
                Ulids.next(),
                name,
                kind,
                purposes,
                key.keyId(),
                fingerprint,
                key.algorithm(),
                subject,
                pem,
                null,
                false,
                null,
                null,
                NOW,
                "test",
                null,
                null,
                null);
    }
}
