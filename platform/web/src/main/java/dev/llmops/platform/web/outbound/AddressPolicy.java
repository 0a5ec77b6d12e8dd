// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses calls may leave for: everything public, and of the rest (private, loopback, link-local, shared,
 * unique local, multicast, reserved, metadata services) only what the operator allowed. IPv6 forms that carry an IPv4
 * address are judged by that address too. Networks: the IANA special-purpose registries of IPv4 and IPv6.
 */
public final class AddressPolicy {
    private static final List<Cidr> SPECIAL = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
            "64:ff9b:1::/48",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8");

    private final List<Cidr> allowed;

    /** @param allowed networks beside the public ones */
    public AddressPolicy(List<Cidr> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    public boolean allows(InetAddress address) {
        if (within(allowed, address)) {
            return true;
        }
        if (within(SPECIAL, address)) {
            return false;
        }
        return !(address instanceof Inet6Address v6)
                || embedded(v6).allMatch(v4 -> within(allowed, v4) || !within(SPECIAL, v4));
    }

    /** The IPv4 addresses that translation or a tunnel would make of it: compatible, mapped, NAT64, 6to4. */
    private static Stream<InetAddress> embedded(Inet6Address address) {
        byte[] b = address.getAddress();
        boolean highZero = zero(b, 0, 10);
        if (highZero && (zero(b, 10, 12) || (b[10] == -1 && b[11] == -1))) {
            return Stream.of(v4(b, 12));
        }
        if (b[0] == 0 && b[1] == 0x64 && b[2] == -1 && b[3] == (byte) 0x9b && zero(b, 4, 12)) {
            return Stream.of(v4(b, 12));
        }
        return b[0] == 0x20 && b[1] == 0x02 ? Stream.of(v4(b, 2)) : Stream.empty();
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress v4(byte[] bytes, int from) {
        try {
            return Inet4Address.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean within(List<Cidr> networks, InetAddress address) {
        for (Cidr network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static List<Cidr> networks(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }
}
