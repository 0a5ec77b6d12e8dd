// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.memorygraph;

import dev.llmops.kernel.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a node stands for. */
public enum NodeType {
    /** Something registered, over all its versions. */
    ASSET,
    /** One version of an asset or of a dataset. */
    VERSION,
    RUN,
    JOB,
    DATASET,
    /** A field of a dataset; its name is that of the dataset, {@code #} and the field's. */
    COLUMN,
    PROMPT,
    SERVICE,
    WORKFLOW,
    USER;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static NodeType parse(String text) {
        for (NodeType type : values()) {
            if (type.wireName().equals(text)) {
                return type;
            }
        }
        throw Problem.invalid("type", text, "one of " + names());
    }

    private static String names() {
        return Arrays.stream(values()).map(NodeType::wireName).collect(Collectors.joining(", "));
    }
}
