// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import com.github.f4b6a3.ulid.Ulid;
import java.util.Arrays;

/**
 * Numbers ULIDs from 0 in the order they come, and gives them back: open addressing over two arrays of longs, 16 bytes
 * for an id and 6 to 12 for its place.
 */
final class UlidTable {
    static final int NONE = -1;
    private static final int FIRST_CAPACITY = 64;

    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private int[] places = empty(2 * FIRST_CAPACITY);
    private int size;

    int size() {
        return size;
    }

    /** The number of an id, or {@link #NONE}. */
    int find(String ulid) {
        Ulid id = Ulid.from(ulid);
        return places[place(id.getMostSignificantBits(), id.getLeastSignificantBits())];
    }

    /** The number of an id, which is new when there was none. */
    int add(String ulid) {
        Ulid id = Ulid.from(ulid);
        long h = id.getMostSignificantBits();
        long l = id.getLeastSignificantBits();
        int place = place(h, l);
        if (places[place] != NONE) {
            return places[place];
        }
        if (size == high.length) {
            high = Arrays.copyOf(high, size + (size >> 1));
            low = Arrays.copyOf(low, high.length);
        }
        high[size] = h;
        low[size] = l;
        places[place] = size++;
        if (size * 3L > places.length * 2L) {
            grow();
        }
        return size - 1;
    }

    String ulid(int number) {
        return new Ulid(high[number], low[number]).toString();
    }

    long bytes() {
        return 16L * high.length + 4L * places.length;
    }

    private int place(long h, long l) {
        long mixed = (h ^ l * 0x9E3779B97F4A7C15L) * 0xC2B2AE3D27D4EB4FL;
        int place = (int) ((mixed >>> 32) % places.length);
        while (places[place] != NONE && (high[places[place]] != h || low[places[place]] != l)) {
            place = place + 1 == places.length ? 0 : place + 1;
        }
        return place;
    }

    private void grow() {
        places = empty(places.length * 2);
        for (int number = 0; number < size; number++) {
            places[place(high[number], low[number])] = number;
        }
    }

    private static int[] empty(int length) {
        int[] places = new int[length];
        Arrays.fill(places, NONE);
        return places;
    }
}
