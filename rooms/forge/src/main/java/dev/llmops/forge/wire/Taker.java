// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

/** Who wants a connection; told exactly one of the two, on the event loop. */
public interface Taker {
    /** The connection is the taker's until the reply on it has ended, or it is given back or closed. */
    void taken(Connection connection);

    void notTaken(Throwable cause);

    /** Whether it still wants one; asked of those who had to wait. */
    boolean waiting();
}
