// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import java.util.Map;

/** A bean of this type has a say in {@code /health/ready}. */
public interface Readiness {
    /** What is checked, such as {@code gateway_snapshot}. */
    String name();

    Report check();

    /**
     * @param ready whether calls may be sent here
     * @param facts for people to read; no secrets
     */
    record Report(boolean ready, Map<String, String> facts) {
        public Report {
            facts = Map.copyOf(facts);
        }
    }
}
