// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

/**
 * A place in the event log. Totally ordered, not by commit: a reader that stops below the oldest running
 * transaction skips nothing.
 *
 * @param epoch raised by a restore, so that old cursors are not mistaken for new ones
 * @param transaction PostgreSQL's 64-bit transaction id
 * @param sequence order within the log's table
 */
public record EventPosition(int epoch, long transaction, long sequence) implements Comparable<EventPosition> {
    public static final EventPosition START = new EventPosition(0, 0, 0);

    @Override
    public int compareTo(EventPosition other) {
        int byEpoch = Integer.compare(epoch, other.epoch);
        if (byEpoch != 0) {
            return byEpoch;
        }
        int byTransaction = Long.compareUnsigned(transaction, other.transaction);
        return byTransaction != 0 ? byTransaction : Long.compare(sequence, other.sequence);
    }

    /** {@code epoch.transaction.sequence}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return epoch + "." + Long.toUnsignedString(transaction) + "." + sequence;
    }

    public static EventPosition parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length == 3) {
            try {
                return new EventPosition(
                        Integer.parseInt(parts[0]), Long.parseUnsignedLong(parts[1]), Long.parseLong(parts[2]));
            } catch (NumberFormatException e) {
                // falls through to the refusal below
            }
        }
        throw Problem.invalid("position", text, "epoch.transaction.sequence, such as 1.4711.12");
    }
}
