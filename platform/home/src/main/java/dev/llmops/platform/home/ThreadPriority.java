// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jboss.logging.Logger;

/**
 * Lets a platform thread that nobody waits for step behind those that answer calls. Work in bursts makes calls wait for
 * the end of its time slice where the scheduler holds it for their equal. Java's own priorities do nothing on Linux, so
 * the thread makes itself nicer there, which needs no right; where that cannot be, it goes on as it is.
 */
public final class ThreadPriority {
    private static final Logger LOG = Logger.getLogger(ThreadPriority.class);
    private static final int PROCESS = 0;
    private static final int THIS_THREAD = 0;

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
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        try {
            int failed = (int) Native.SET_PRIORITY.invokeExact(PROCESS, THIS_THREAD, niceness);
            LOG.tracef("niceness %d: %d", niceness, failed);
        } catch (Throwable e) {
            LOG.debugf("the priority of %s stays: %s", Thread.currentThread().getName(), e);
        }
    }

    /** Looked up at the first use. */
    private static final class Native {
        static final MethodHandle SET_PRIORITY = setPriority();

        private Native() {}

        @SuppressWarnings("restricted")
        private static MethodHandle setPriority() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        }
    }
}
