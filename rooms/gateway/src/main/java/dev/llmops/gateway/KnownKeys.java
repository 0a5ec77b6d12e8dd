// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one event loop admitted lately, so that the key's HMAC is not worked out for every call. Kept is not the
 * key but its SipHash-2-4 (Aumasson and Bernstein) under a secret of this process, which nobody outside can aim at; all
 * of it is forgotten with the snapshot it came from, and so is a key that was revoked. Used by one thread.
 */
final class KnownKeys {
    private static final int SLOTS = 1_024;
    private static final int MAX_LENGTH = 96;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long SECRET_0 = RANDOM.nextLong();
    private static final long SECRET_1 = RANDOM.nextLong();

    private final long[] hashes = new long[SLOTS];
    private final @Nullable Admission[] admissions = new Admission[SLOTS];
    private GatewaySnapshot snapshot = GatewaySnapshot.EMPTY;

    /** The key's admission in this snapshot; null when it must be looked up. */
    @Nullable
    Admission find(String key, GatewaySnapshot current) {
        if (snapshot != current) {
            Arrays.fill(admissions, null);
            snapshot = current;
        }
        if (key.length() > MAX_LENGTH) {
            return null;
        }
        long hash = hash(key, SECRET_0, SECRET_1);
        int slot = (int) hash & SLOTS - 1;
        return hash != 0 && hashes[slot] == hash ? admissions[slot] : null;
    }

    /** Remembers what a look-up in the snapshot of the last {@link #find} gave. */
    void remember(String key, Admission admission) {
        if (key.length() <= MAX_LENGTH) {
            long hash = hash(key, SECRET_0, SECRET_1);
            int slot = (int) hash & SLOTS - 1;
            hashes[slot] = hash;
            admissions[slot] = admission;
        }
    }

    /** SipHash-2-4 of a text of one-byte characters; 0, which nothing is found under, for any other. */
    static long hash(String text, long k0, long k1) {
        long[] v = {
            k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L
        };
        int length = text.length();
        long word = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0xFF) {
                return 0;
            }
            word |= (long) c << ((i & 7) << 3);
            if ((i & 7) == 7) {
                compress(v, word);
                word = 0;
            }
        }
        compress(v, word | (long) length << 56);
        v[2] ^= 0xFF;
        for (int i = 0; i < 4; i++) {
            round(v);
        }
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void compress(long[] v, long word) {
        v[3] ^= word;
        round(v);
        round(v);
        v[0] ^= word;
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
        v[2] = Long.rotateLeft(v[2], 32);
    }
}
