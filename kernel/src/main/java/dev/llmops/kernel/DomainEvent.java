// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

/** Something that happened in a room, as its own record. The event log wraps it in an {@link Event}. */
public interface DomainEvent {
    /** Dotted lower case, past tense, room first: {@code identity.key.revoked}. */
    String type();

    /** The id of the aggregate it happened to. */
    String subject();
}
