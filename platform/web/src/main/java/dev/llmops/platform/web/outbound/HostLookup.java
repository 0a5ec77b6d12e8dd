// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Resolves a name. Blocks; never called on an event loop. */
@FunctionalInterface
public interface HostLookup {
    List<InetAddress> lookup(String host) throws UnknownHostException;

    /** The operating system's resolver, with the JDK's own short cache. */
    static HostLookup system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
