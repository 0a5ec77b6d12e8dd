// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.registry.AssetDependency;
import java.util.Arrays;

/**
 * Declared edges with what they lead to, 29 bytes each: columns of numbers, and three chains that link the edges of one
 * source, of one target and of one name. An edge never changes; what leads elsewhere now is a new edge, and the old one
 * is dead.
 */
final class Edges {
    static final int NONE = -1;
    private static final int FIRST_CAPACITY = 64;
    private static final byte REQUIRED = 0x40;
    private static final byte DEAD = (byte) 0x80;
    private static final AssetDependency.Type[] TYPES = AssetDependency.Type.values();

    private int[] sources = new int[FIRST_CAPACITY];
    private int[] targets = new int[FIRST_CAPACITY];
    private int[] names = new int[FIRST_CAPACITY];
    private int[] constraints = new int[FIRST_CAPACITY];
    private int[] nextOfSource = new int[FIRST_CAPACITY];
    private int[] nextOfTarget = new int[FIRST_CAPACITY];
    private int[] nextOfName = new int[FIRST_CAPACITY];
    private byte[] flags = new byte[FIRST_CAPACITY];
    private int size;
    private int dead;

    int size() {
        return size;
    }

    int dead() {
        return dead;
    }

    int live() {
        return size - dead;
    }

    /** Adds one before others of its chains, whose heads the caller then moves to it. */
    int add(int source, int target, int name, int constraint, byte flag, int sourceHead, int targetHead, int nameHead) {
        if (size == sources.length) {
            grow(size + (size >> 1));
        }
        sources[size] = source;
        targets[size] = target;
        names[size] = name;
        constraints[size] = constraint;
        flags[size] = flag;
        nextOfSource[size] = sourceHead;
        nextOfTarget[size] = targetHead;
        nextOfName[size] = nameHead;
        return size++;
    }

    @SuppressWarnings("EnumOrdinal") // the number never leaves this process
    static byte flag(AssetDependency.Type type, boolean required) {
        return (byte) (type.ordinal() | (required ? REQUIRED : 0));
    }

    private void grow(int capacity) {
        sources = Arrays.copyOf(sources, capacity);
        targets = Arrays.copyOf(targets, capacity);
        names = Arrays.copyOf(names, capacity);
        constraints = Arrays.copyOf(constraints, capacity);
        nextOfSource = Arrays.copyOf(nextOfSource, capacity);
        nextOfTarget = Arrays.copyOf(nextOfTarget, capacity);
        nextOfName = Arrays.copyOf(nextOfName, capacity);
        flags = Arrays.copyOf(flags, capacity);
    }

    void kill(int edge) {
        if (isLive(edge)) {
            flags[edge] |= DEAD;
            dead++;
        }
    }

    boolean isLive(int edge) {
        return flags[edge] >= 0;
    }

    int source(int edge) {
        return sources[edge];
    }

    int target(int edge) {
        return targets[edge];
    }

    /** The name that is asked for. */
    int name(int edge) {
        return names[edge];
    }

    int constraint(int edge) {
        return constraints[edge];
    }

    byte flag(int edge) {
        return flags[edge];
    }

    AssetDependency.Type type(int edge) {
        return TYPES[flags[edge] & 0x0f];
    }

    boolean isRequired(int edge) {
        return (flags[edge] & REQUIRED) != 0;
    }

    int nextOfSource(int edge) {
        return nextOfSource[edge];
    }

    int nextOfTarget(int edge) {
        return nextOfTarget[edge];
    }

    int nextOfName(int edge) {
        return nextOfName[edge];
    }

    long bytes() {
        return 29L * sources.length;
    }
}
