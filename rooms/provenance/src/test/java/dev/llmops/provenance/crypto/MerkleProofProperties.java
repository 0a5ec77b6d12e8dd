// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Trees of any size, by the recursive definition of RFC 9162 section 2.1, against the loop that verifies. */
class MerkleProofProperties {
    @Property(tries = 200)
    void everyLeafIsProvenAndNoOther(
            @ForAll @IntRange(min = 1, max = 150) int size, @ForAll @IntRange(max = 149) int seed) {
        int index = seed % size;
        List<byte[]> leaves = leaves(size);
        byte[] root = root(leaves);
        List<byte[]> proof = proof(index, leaves);

        assertThat(MerkleProof.includes(index, size, leaves.get(index), proof, root))
                .isTrue();
        for (int other = 0; other < size; other++) {
            assertThat(other != index && MerkleProof.includes(index, size, leaves.get(other), proof, root))
                    .isFalse();
        }
        for (byte[] hash : proof) {
            hash[seed % 32] ^= 1;
            assertThat(MerkleProof.includes(index, size, leaves.get(index), proof, root))
                    .isFalse();
            hash[seed % 32] ^= 1;
        }
        proof.add(root);
        assertThat(MerkleProof.includes(index, size, leaves.get(index), proof, root))
                .isFalse();
    }

    private static List<byte[]> leaves(int size) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(MerkleProof.leafHash(("leaf " + i).getBytes(UTF_8)));
        }
        return leaves;
    }

    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int left = split(leaves.size());
        byte[] both = new byte[65];
        both[0] = 1;
        System.arraycopy(root(leaves.subList(0, left)), 0, both, 1, 32);
        System.arraycopy(root(leaves.subList(left, leaves.size())), 0, both, 33, 32);
        return Checksum.SHA256.of(both);
    }

    private static List<byte[]> proof(int index, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return new ArrayList<>();
        }
        int left = split(leaves.size());
        boolean inLeft = index < left;
        List<byte[]> own = inLeft ? leaves.subList(0, left) : leaves.subList(left, leaves.size());
        List<byte[]> other = inLeft ? leaves.subList(left, leaves.size()) : leaves.subList(0, left);
        List<byte[]> proof = proof(inLeft ? index : index - left, own);
        proof.add(root(other).clone());
        return proof;
    }
}
