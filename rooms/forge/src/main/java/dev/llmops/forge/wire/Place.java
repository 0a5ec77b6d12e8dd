// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

import java.net.InetSocketAddress;

/**
 * Where connections go; connections are shared only where all of it is the same.
 *
 * @param address the very address that was checked, with its port
 * @param host the name that a certificate must carry
 */
public record Place(InetSocketAddress address, String host, boolean tls) {}
