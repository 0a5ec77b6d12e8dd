// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.costops.Pricing.Priced;
import dev.llmops.contracts.forge.TokenUsage;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Calls of one day that wait for their commit, none twice, by column: at thousands of calls a second a row of objects
 * each would live just long enough to be copied by the garbage collector. What calls repeat stands in {@link CallKinds}.
 */
final class CallColumns {
    static final long NO_NUMBER = Long.MIN_VALUE;

    /** The numbers of a call, in the order of the staging table. */
    static final int TIME = 0;

    static final int DURATION = 1;
    static final int TTFT = 2;
    static final int INPUT = 3;
    static final int OUTPUT = 4;
    static final int CACHED = 5;
    static final int REASONING = 6;
    static final int COST = 7;
    /** The first of the parts, which follow in the order of {@link DaySchema#PARTS}. */
    static final int CACHE_WRITE = 8;

    static final int LONG_CACHE_WRITE = 9;
    static final int AUDIO_INPUT = 10;
    static final int CACHED_AUDIO_INPUT = 11;
    static final int AUDIO_OUTPUT = 12;
    static final int IMAGE_INPUT = 13;
    static final int NUMBERS = 14;

    private static final int FIRST_ROOM = 256;

    private final CallKinds kinds = new CallKinds();
    private byte[] ids = new byte[FIRST_ROOM * 26];
    private int[] idEnds = new int[FIRST_ROOM];
    private int[] kindOf = new int[FIRST_ROOM];
    private int[] laneOf = new int[FIRST_ROOM];
    private long[] endOffsets = new long[FIRST_ROOM];
    private long[][] numbers = new long[NUMBERS][FIRST_ROOM];
    /** Rows by the hash of their ids, plus one; 0 is free. At most half full. */
    private int[] slots = new int[FIRST_ROOM * 2];

    private int size;

    /** Adds a call unless its id is there already. */
    void add(UsageRecord call, Priced price, int lane, long endOffset) {
        if (size == kindOf.length) {
            grow();
        }
        int begin = idBegin(size);
        int end = putId(call.callId(), begin);
        int slot = slotOf(begin, end);
        if (slots[slot] != 0) {
            return;
        }
        idEnds[size] = end;
        slots[slot] = size + 1;
        kindOf[size] = kinds.of(call, price instanceof Priced.Cost cost ? cost.priceVersion() : null);
        laneOf[size] = lane;
        endOffsets[size] = endOffset;
        Instant time = call.startedAt();
        set(TIME, TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1000);
        set(DURATION, call.durationMillis());
        set(TTFT, call.ttftMillis() < 0 ? NO_NUMBER : call.ttftMillis());
        setTokens(call.usage());
        set(COST, price instanceof Priced.Cost cost ? cost.costMicroUsd() : NO_NUMBER);
        size++;
    }

    private void setTokens(TokenUsage usage) {
        set(INPUT, usage.input());
        set(OUTPUT, usage.output());
        set(CACHED, usage.cachedInput());
        set(REASONING, usage.reasoning());
        set(CACHE_WRITE, usage.cacheWrite());
        set(LONG_CACHE_WRITE, usage.longCacheWrite());
        set(AUDIO_INPUT, usage.audioInput());
        set(CACHED_AUDIO_INPUT, usage.cachedAudioInput());
        set(AUDIO_OUTPUT, usage.audioOutput());
        set(IMAGE_INPUT, usage.imageInput());
    }

    private void set(int column, long value) {
        numbers[column][size] = value;
    }

    private int idBegin(int row) {
        return row == 0 ? 0 : idEnds[row - 1];
    }

    private int putId(String id, int at) {
        byte[] bytes = id.getBytes(UTF_8);
        if (at + bytes.length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(ids.length * 2, at + bytes.length));
        }
        System.arraycopy(bytes, 0, ids, at, bytes.length);
        return at + bytes.length;
    }

    /** Where a row with this id stands or would stand. */
    private int slotOf(int begin, int end) {
        int hash = 1;
        for (int i = begin; i < end; i++) {
            hash = 31 * hash + ids[i];
        }
        int slot = (hash ^ hash >>> 16) & slots.length - 1;
        while (slots[slot] != 0 && !same(slots[slot] - 1, begin, end)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean same(int row, int begin, int end) {
        return Arrays.equals(ids, idBegin(row), idEnds[row], ids, begin, end);
    }

    private void grow() {
        int room = size * 2;
        idEnds = Arrays.copyOf(idEnds, room);
        kindOf = Arrays.copyOf(kindOf, room);
        laneOf = Arrays.copyOf(laneOf, room);
        endOffsets = Arrays.copyOf(endOffsets, room);
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = Arrays.copyOf(numbers[i], room);
        }
        slots = new int[room * 2];
        for (int row = 0; row < size; row++) {
            slots[slotOf(idBegin(row), idEnds[row])] = row + 1;
        }
    }

    int size() {
        return size;
    }

    String callId(int row) {
        return new String(ids, idBegin(row), idEnds[row] - idBegin(row), UTF_8);
    }

    int kind(int row) {
        return kindOf[row];
    }

    int lane(int row) {
        return laneOf[row];
    }

    long endOffset(int row) {
        return endOffsets[row];
    }

    /** {@link #NO_NUMBER} where there is none. */
    long number(int column, int row) {
        return numbers[column][row];
    }

    CallKinds kinds() {
        return kinds;
    }

    /** Empty again, for the next batch; the room stays. */
    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
        kinds.clear();
    }
}
