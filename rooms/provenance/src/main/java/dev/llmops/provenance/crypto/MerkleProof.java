// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import java.security.MessageDigest;
import java.util.List;

/** Proofs of RFC 9162 section 2.1: that a leaf is in a tree, and that one tree is the beginning of another. */
public final class MerkleProof {
    private static final int HASH_BYTES = 32;
    private static final int MAX_HASHES = 64;

    private MerkleProof() {}

    public static byte[] leafHash(byte[] leaf) {
        Checksum.Running hash = Checksum.SHA256.start();
        hash.update(new byte[] {0}, 0, 1);
        hash.update(leaf, 0, leaf.length);
        return hash.end();
    }

    private static byte[] nodeHash(byte[] left, byte[] right) {
        Checksum.Running hash = Checksum.SHA256.start();
        hash.update(new byte[] {1}, 0, 1);
        hash.update(left, 0, left.length);
        hash.update(right, 0, right.length);
        return hash.end();
    }

    /** Whether the proof shows the leaf at its index in the tree of this size and root. */
    public static boolean includes(long index, long size, byte[] leafHash, List<byte[]> proof, byte[] root) {
        if (index < 0 || index >= size || malformed(proof) || leafHash.length != HASH_BYTES) {
            return false;
        }
        long fn = index;
        long sn = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                hash = nodeHash(sibling, hash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                hash = nodeHash(hash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(hash, root);
    }

    /** Whether the proof shows that the larger tree begins with the smaller one. An empty tree begins nothing. */
    public static boolean isPrefix(long size, byte[] root, long largerSize, byte[] largerRoot, List<byte[]> proof) {
        if (size <= 0 || largerSize < size || malformed(proof)) {
            return false;
        }
        if (size == largerSize) {
            return proof.isEmpty() && MessageDigest.isEqual(root, largerRoot);
        }
        if (proof.isEmpty()) {
            return false;
        }
        boolean whole = Long.bitCount(size) == 1;
        byte[] first = whole ? root : proof.getFirst();
        return climbs(
                size - 1, largerSize - 1, first, whole ? proof : proof.subList(1, proof.size()), root, largerRoot);
    }

    private static boolean climbs(long fn, long sn, byte[] first, List<byte[]> proof, byte[] root, byte[] largerRoot) {
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        byte[] smaller = first;
        byte[] larger = first;
        for (byte[] hash : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                smaller = nodeHash(hash, smaller);
                larger = nodeHash(hash, larger);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                larger = nodeHash(larger, hash);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(smaller, root) && MessageDigest.isEqual(larger, largerRoot);
    }

    private static boolean malformed(List<byte[]> proof) {
        return proof.size() > MAX_HASHES || proof.stream().anyMatch(hash -> hash.length != HASH_BYTES);
    }
}
