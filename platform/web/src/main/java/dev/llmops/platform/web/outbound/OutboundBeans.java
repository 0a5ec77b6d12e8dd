// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web.outbound;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The rules of the installation. */
@Singleton
final class OutboundBeans {
    /** {@code llmops.upstream.allow}: networks beside the public ones, such as {@code 10.0.0.0/8,127.0.0.0/8}. */
    @Produces
    @Singleton
    AddressPolicy addressPolicy(@ConfigProperty(name = "llmops.upstream.allow") Optional<List<String>> allow) {
        return new AddressPolicy(
                allow.orElse(List.of()).stream().map(Cidr::parse).toList());
    }

    @Produces
    @Singleton
    HostLookup hostLookup() {
        return HostLookup.system();
    }
}
