// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import java.util.List;

/**
 * One service of the demonstration.
 *
 * @param model the simulator model behind it, registered as {@code model@1.0.0}
 * @param share how much of the simulated traffic it gets, in percent
 */
record DemoService(String slug, String name, String category, String model, String description, int share) {
    static final List<DemoService> ALL = List.of(
            new DemoService(
                    "support-chat",
                    "Support chat",
                    "chat",
                    "simulator-small",
                    "Answers customer questions in a friendly tone. Runs on the built-in simulator.",
                    55),
            new DemoService(
                    "report-writer",
                    "Report writer",
                    "summarization",
                    "simulator-large",
                    "Turns notes into reports and summaries. Runs on the built-in simulator.",
                    30),
            new DemoService(
                    "code-review",
                    "Code review",
                    "code_generation",
                    "simulator-code",
                    "Reads a change and says what to mend. Runs on the built-in simulator.",
                    15));

    /** The registry's reference to the model. */
    String modelRef() {
        return model + "@1.0.0";
    }
}
