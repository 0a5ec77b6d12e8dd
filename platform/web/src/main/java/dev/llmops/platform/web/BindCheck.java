// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Refuses to serve credentials in clear text beyond this machine. */
@Singleton
final class BindCheck {
    private static final Logger LOG = Logger.getLogger(BindCheck.class);

    private final String host;
    private final boolean insecureAllowed;
    private final String insecureRequests;
    private final boolean tls;

    BindCheck(
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "llmops.insecure-http", defaultValue = "false") boolean insecureAllowed,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") String insecureRequests,
            @ConfigProperty(name = "quarkus.http.ssl.certificate.files") Optional<String> certificate,
            @ConfigProperty(name = "quarkus.http.ssl.certificate.key-store-file") Optional<String> keyStore,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> tlsName) {
        this.host = host;
        this.insecureAllowed = insecureAllowed;
        this.insecureRequests = insecureRequests;
        this.tls = certificate.isPresent() || keyStore.isPresent() || tlsName.isPresent();
    }

    void check(@Observes StartupEvent event) {
        refuse(host, insecureAllowed, tls, insecureRequests);
        if (insecureAllowed && !loopback(host)) {
            LOG.warn("plain HTTP is served beyond this machine: keys and sessions travel unprotected");
        }
    }

    static void refuse(String host, boolean insecureAllowed, boolean tls, String insecureRequests) {
        boolean plain = !tls || "enabled".equals(insecureRequests);
        if (plain && !loopback(host) && !insecureAllowed) {
            throw new IllegalStateException("Plain HTTP on " + host
                    + " would send keys in clear text. Bind to 127.0.0.1, or configure a certificate and set"
                    + " quarkus.http.insecure-requests=redirect, or accept it with llmops.insecure-http=true");
        }
    }

    static boolean loopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }
}
