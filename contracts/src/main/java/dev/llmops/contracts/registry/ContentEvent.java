// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.DomainEvent;

/** What happens to stored objects, whose digest is the subject, and to the files of versions, whose id is. */
public sealed interface ContentEvent extends DomainEvent {
    /** An organisation holds an object it did not hold before. */
    record ContentStored(String subject, long sizeBytes, String contentType) implements ContentEvent {
        @Override
        public String type() {
            return "registry.content.stored";
        }
    }

    record ContentDeleted(String subject, long sizeBytes) implements ContentEvent {
        @Override
        public String type() {
            return "registry.content.deleted";
        }
    }

    /** What is stored no longer has its digest; it is kept apart. */
    record ChecksumFailed(String subject, String foundBy, String tier) implements ContentEvent {
        @Override
        public String type() {
            return "registry.content.checksum_failed";
        }
    }

    /** A damaged object was sent again. */
    record ContentRepaired(String subject) implements ContentEvent {
        @Override
        public String type() {
            return "registry.content.repaired";
        }
    }

    /** A draft got a file, or another one under a name it had. */
    record ArtifactAttached(String subject, String name, String digest) implements ContentEvent {
        @Override
        public String type() {
            return "registry.artifact.attached";
        }
    }

    record ArtifactRemoved(String subject, String name) implements ContentEvent {
        @Override
        public String type() {
            return "registry.artifact.removed";
        }
    }
}
