// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;

/** OpenID Connect issuers whose access tokens are accepted: {@code llmops.oidc.NAME.issuer} and so on. */
@ConfigMapping(prefix = "llmops.oidc")
interface OidcConfig {
    @WithParentName
    Map<String, Issuer> issuers();

    /** One issuer. */
    interface Issuer {
        /** As in the claim {@code iss}, to the letter. */
        String issuer();

        /** One of the claim {@code aud} must be this. */
        String audience();

        /** Where the issuer publishes its keys; HTTPS, or loopback. */
        String jwksUrl();

        /** The claim that holds the organisation's id; dots reach into objects. */
        @WithDefault("llmops_tenant")
        String tenantClaim();

        /** The organisation of every token of this issuer; then the claim is not read. */
        Optional<String> tenant();

        /** The claim that lists roles by their names here; others are ignored. Dots reach into objects. */
        @WithDefault("roles")
        String rolesClaim();
    }
}
