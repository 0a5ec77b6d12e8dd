// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.search;

import dev.llmops.kernel.EventPosition;

/**
 * How far the index is.
 *
 * @param position everything up to here is in it
 * @param lagMillis how long ago the index was known to hold all that was committed
 * @param state rebuilding: it is being built anew, and what it answers meanwhile may be old or incomplete
 * @param documents versions of the organisation in it
 * @param vectors those of them whose meaning is known
 */
public record IndexState(EventPosition position, long lagMillis, State state, long documents, long vectors) {
    public enum State {
        READY,
        REBUILDING
    }
}
