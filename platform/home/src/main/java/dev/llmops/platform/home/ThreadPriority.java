// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Lets a platform thread that nobody waits for step behind those that answer calls. Work in bursts makes calls wait for
 * the end of its time slice where the scheduler holds it for their equal. Java's own priorities do nothing on Linux, so
 * the thread makes itself nicer there and asks for long slices: who asks for a shorter one interrupts it at once (Linux
 * 6.12 or newer; older ones take the niceness alone). Neither needs a right; where it cannot be, it goes on as it is.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr(2)</a>
 */
public final class ThreadPriority {
    private static final Logger LOG = Logger.getLogger(ThreadPriority.class);
    private static final int THIS_THREAD = 0;
    private static final int ORDINARY = 0;
    private static final long SLICE_NANOS = 100_000_000;

    private ThreadPriority() {}

    /** Leaves the calling thread what nobody else wants: for work that may take as long as it likes. */
    public static void idle() {
        set(19);
    }

    /** Leaves the calling thread a tenth of what others get: for work that must not starve. */
    public static void low() {
        set(10);
    }

    private static void set(int niceness) {
        Long number = Native.NUMBERS.get(System.getProperty("os.arch", ""));
        if (number == null || !System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            long failed = (long) Native.CALL.invokeExact((long) number, THIS_THREAD, attributes(arena, niceness), 0);
            LOG.tracef("niceness %d: %d", niceness, failed);
        } catch (Throwable e) {
            LOG.debugf("the priority of %s stays: %s", Thread.currentThread().getName(), e);
        }
    }

    private static MemorySegment attributes(Arena arena, int niceness) {
        MemorySegment attributes = arena.allocate(Native.ATTRIBUTES);
        attributes.set(JAVA_INT, Native.offset("size"), (int) Native.ATTRIBUTES.byteSize());
        attributes.set(JAVA_INT, Native.offset("policy"), ORDINARY);
        attributes.set(JAVA_INT, Native.offset("nice"), niceness);
        attributes.set(JAVA_LONG, Native.offset("runtime"), SLICE_NANOS);
        return attributes;
    }

    /** The system call; looked up at the first use. */
    private static final class Native {
        /** Of {@code sched_setattr} by {@code os.arch}: the C library has no function for it before 2.41. */
        static final Map<String, Long> NUMBERS = Map.of("amd64", 314L, "aarch64", 274L);

        static final MemoryLayout ATTRIBUTES = MemoryLayout.structLayout(
                JAVA_INT.withName("size"),
                JAVA_INT.withName("policy"),
                JAVA_LONG.withName("flags"),
                JAVA_INT.withName("nice"),
                JAVA_INT.withName("priority"),
                JAVA_LONG.withName("runtime"),
                JAVA_LONG.withName("deadline"),
                JAVA_LONG.withName("period"));
        static final MethodHandle CALL = call();

        private Native() {}

        static long offset(String name) {
            return ATTRIBUTES.byteOffset(MemoryLayout.PathElement.groupElement(name));
        }

        @SuppressWarnings(
                "restricted") // one function of the C library, with numbers and a structure that it only reads
        private static MethodHandle call() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(1));
        }
    }
}
