// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Lets a thread that nobody waits for step behind those that answer calls. The loader works in bursts, and a scheduler
 * that holds it for their equal makes a call wait for the end of its time slice, several milliseconds. Java's own thread
 * priorities do nothing on Linux, so the thread makes itself nicer there, and asks for long time slices: who asks for a
 * shorter one interrupts it at once (Linux 6.12 or newer; older ones take the niceness alone). It keeps a share, so it
 * never starves.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr(2)</a>
 */
final class Background {
    private static final Logger LOG = Logger.getLogger(Background.class);
    /** The number of {@code sched_setattr} by {@code os.arch}: the C library has no function for it before 2.41. */
    private static final Map<String, Long> SET_ATTRIBUTES = Map.of("amd64", 314L, "aarch64", 274L);

    private static final int THIS_THREAD = 0;
    private static final int ORDINARY = 0;
    private static final int NICE = 10;
    private static final long SLICE_NANOS = 100_000_000;
    private static final MemoryLayout ATTRIBUTES = MemoryLayout.structLayout(
            JAVA_INT.withName("size"),
            JAVA_INT.withName("policy"),
            JAVA_LONG.withName("flags"),
            JAVA_INT.withName("nice"),
            JAVA_INT.withName("priority"),
            JAVA_LONG.withName("runtime"),
            JAVA_LONG.withName("deadline"),
            JAVA_LONG.withName("period"));

    private Background() {}

    /** Does the work on the thread that calls, behind others from now on; where that cannot be, as their equal. */
    static Runnable behindCalls(Runnable work) {
        return () -> {
            stepBehind();
            work.run();
        };
    }

    private static void stepBehind() {
        Long number = SET_ATTRIBUTES.get(System.getProperty("os.arch", ""));
        if (number == null || !System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            if ((long) systemCall(arena).invokeExact((long) number, THIS_THREAD, attributes(arena), 0) != 0) {
                LOG.debug("the thread keeps its priority");
            }
        } catch (Throwable e) {
            LOG.debugf("the thread keeps its priority: %s", e);
        }
    }

    @SuppressWarnings("restricted") // one function of the C library, with numbers and one structure that it only reads
    private static MethodHandle systemCall(Arena arena) {
        return Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.libraryLookup("libc.so.6", arena)
                                .find("syscall")
                                .orElseThrow(),
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
                        Linker.Option.firstVariadicArg(1));
    }

    private static MemorySegment attributes(Arena arena) {
        MemorySegment attributes = arena.allocate(ATTRIBUTES);
        set(attributes, "size", (int) ATTRIBUTES.byteSize());
        set(attributes, "policy", ORDINARY);
        set(attributes, "nice", NICE);
        attributes.set(JAVA_LONG, offset("runtime"), SLICE_NANOS);
        return attributes;
    }

    private static void set(MemorySegment attributes, String name, int value) {
        attributes.set(JAVA_INT, offset(name), value);
    }

    private static long offset(String name) {
        return ATTRIBUTES.byteOffset(MemoryLayout.PathElement.groupElement(name));
    }
}
