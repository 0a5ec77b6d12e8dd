// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;

/**
 * ECDSA signatures in DER, read without mercy (RFC 3279 section 2.2.3, X.690 section 10): one encoding for one pair of
 * numbers, nothing behind it, both numbers in [1, n-1].
 */
final class EcdsaSignature {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final byte[] NONE = {};

    private final byte[] der;
    private int at;
    private boolean strict = true;

    private EcdsaSignature(byte[] der) {
        this.der = der;
    }

    /** The two numbers one behind the other, as IEEE P1363 has them; empty when it is not such a signature. */
    static byte[] plain(PublicKey key, byte[] der) {
        BigInteger order = ((ECPublicKey) key).getParams().getOrder();
        EcdsaSignature reader = new EcdsaSignature(der);
        int end = reader.enter(SEQUENCE);
        BigInteger r = reader.integer();
        BigInteger s = reader.integer();
        boolean exact = reader.strict && end == der.length && reader.at == der.length;
        if (!exact || !inRange(r, order) || !inRange(s, order)) {
            return NONE;
        }
        int width = (order.bitLength() + 7) / 8;
        byte[] plain = new byte[2 * width];
        put(r, plain, width);
        put(s, plain, 2 * width);
        return plain;
    }

    private static boolean inRange(BigInteger number, BigInteger order) {
        return number.signum() > 0 && number.compareTo(order) < 0;
    }

    private static void put(BigInteger number, byte[] plain, int end) {
        byte[] bytes = number.toByteArray();
        int skip = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        System.arraycopy(bytes, skip, plain, end - (bytes.length - skip), bytes.length - skip);
    }

    /** Reads tag and length; answers where the content ends. */
    private int enter(int tag) {
        if (at + 2 > der.length || (der[at] & 0xFF) != tag) {
            return refuse();
        }
        int length = der[at + 1] & 0xFF;
        at += 2;
        if (length == 0x81) {
            length = at < der.length ? der[at++] & 0xFF : 0;
            if (length < 0x80) {
                return refuse();
            }
        } else if (length > 0x7F) {
            return refuse();
        }
        return at + length <= der.length ? at + length : refuse();
    }

    private BigInteger integer() {
        int end = enter(INTEGER);
        if (!strict || end == at) {
            refuse();
            return BigInteger.ZERO;
        }
        byte[] bytes = Arrays.copyOfRange(der, at, end);
        at = end;
        boolean padded = bytes.length > 1 && bytes[0] == 0 && bytes[1] >= 0;
        if (padded || bytes[0] < 0) {
            refuse();
        }
        return new BigInteger(bytes);
    }

    private int refuse() {
        strict = false;
        return at;
    }
}
