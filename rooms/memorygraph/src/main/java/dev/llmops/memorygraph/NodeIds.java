// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.memorygraph.NodeRef;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids made of what they name: the first 128 bits of a SHA-256. Whoever knows the key knows the id. */
final class NodeIds {
    private NodeIds() {}

    static UUID of(NodeRef ref) {
        MessageDigest digest = sha256();
        digest.update(ref.type().wireName().getBytes(UTF_8));
        digest.update((byte) 0);
        digest.update(ref.namespace().getBytes(UTF_8));
        digest.update((byte) 0);
        digest.update(ref.name().getBytes(UTF_8));
        return first(digest);
    }

    static UUID of(byte[] content) {
        MessageDigest digest = sha256();
        digest.update(content);
        return first(digest);
    }

    private static UUID first(MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
