// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lets a thread that nobody waits for step behind those that answer calls. The loader works in bursts, and a scheduler
 * that holds it for their equal makes a call wait for the end of its time slice, several milliseconds. Java's own thread
 * priorities do nothing on Linux, so the thread makes itself nicer there; it keeps a share, so it never starves.
 */
final class Background {
    private static final Logger LOG = Logger.getLogger(Background.class);
    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final int NICE = 10;

    private Background() {}

    /** Does the work on the thread that calls, behind others from now on; where that cannot be, as their equal. */
    static Runnable behindCalls(Runnable work) {
        return () -> {
            stepBehind();
            work.run();
        };
    }

    @SuppressWarnings("restricted") // one function of the C library, with three numbers
    private static void stepBehind() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Optional<MethodHandle> setPriority = SymbolLookup.libraryLookup("libc.so.6", arena)
                    .find("setpriority")
                    .map(address -> Linker.nativeLinker()
                            .downcallHandle(
                                    address,
                                    FunctionDescriptor.of(
                                            ValueLayout.JAVA_INT,
                                            ValueLayout.JAVA_INT,
                                            ValueLayout.JAVA_INT,
                                            ValueLayout.JAVA_INT)));
            if (setPriority.isEmpty() || (int) setPriority.get().invokeExact(PRIO_PROCESS, THIS_THREAD, NICE) != 0) {
                LOG.debug("the thread keeps its priority");
            }
        } catch (Throwable e) {
            LOG.debugf("the thread keeps its priority: %s", e);
        }
    }
}
