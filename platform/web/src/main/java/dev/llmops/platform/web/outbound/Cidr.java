// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/** A network, such as {@code 10.0.0.0/8} or {@code fd00::/8}; a lone address is a network of one. */
public record Cidr(InetAddress network, int prefix) {
    /** Throws {@link IllegalArgumentException} for anything that is no network. */
    public static Cidr parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split("/", -1);
        if (parts.length > 2 || !parts[0].matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        try {
            InetAddress network = InetAddress.getByName(parts[0]);
            int bits = network.getAddress().length * 8;
            int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
            if (prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException("not a network: " + text);
            }
            return new Cidr(network, prefix);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("not a network: " + text, e);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int wholeBytes = prefix / 8;
        if (!Arrays.equals(mine, 0, wholeBytes, theirs, 0, wholeBytes)) {
            return false;
        }
        int shift = 8 - prefix % 8;
        return shift == 8 || (mine[wholeBytes] & 0xff) >> shift == (theirs[wholeBytes] & 0xff) >> shift;
    }
}
