// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import dev.llmops.kernel.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What ended the program while it initialised, in words: one line for what a person can put right, such as a setting; a
 * fault of the program shows where it happened, too.
 */
record BootFailure(String line, boolean expected, Throwable cause) {
    private static final int MAX_CAUSES = 20;

    static BootFailure of(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable one = failure; one != null && causes.size() < MAX_CAUSES; one = one.getCause()) {
            causes.add(one);
        }
        for (Throwable one : causes) {
            if (one instanceof StartFailure known) {
                return new BootFailure(String.valueOf(known.getMessage()), true, failure);
            }
            if (one instanceof Problem problem) {
                return new BootFailure(cannot(problem.detail()), true, failure);
            }
        }
        for (Throwable one : causes) {
            if (ofSettings(one)) {
                return new BootFailure(
                        cannot(firstLines(one) + ". Correct the setting on the command line, in the environment or in"
                                + " the configuration file"),
                        true,
                        failure);
            }
        }
        Throwable root = causes.getLast();
        boolean refusal = root instanceof IllegalStateException || root instanceof IllegalArgumentException;
        String told = root.getMessage() == null ? root.getClass().getName() : root.getMessage();
        return new BootFailure(
                cannot(refusal ? told : root.getClass().getSimpleName() + ": " + told), refusal, failure);
    }

    String text(boolean debug) {
        if (expected && !debug) {
            return line;
        }
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return line + System.lineSeparator() + trace;
    }

    private static String cannot(String why) {
        return "LLMOps could not start: " + why.strip().replaceAll("\\.+$", "") + ".";
    }

    /** Of the configuration's own faults, by name: their classes are not all part of the API. */
    private static boolean ofSettings(Throwable one) {
        String type = one.getClass().getName();
        String message = String.valueOf(one.getMessage());
        return type.contains(".configuration.Configuration")
                || type.startsWith("io.smallrye.config.")
                || message.startsWith("SRCFG");
    }

    private static String firstLines(Throwable one) {
        return String.valueOf(one.getMessage()).replaceAll("SRCFG\\d+: ", "").replaceAll("\\s*\\n\\s*", "; ");
    }
}
