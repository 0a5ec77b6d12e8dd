// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import java.util.Locale;

/** The steps of a publication, in their order. */
enum StepName {
    /** The submitter may publish under this slug. */
    AUTHORISE(1),
    /** Required fields, forms and sizes. */
    SCHEMA(2),
    /** The plan makes sense, the model exists, the version moves forward. */
    CONSISTENCY(3),
    /** The service is an asset of the registry. */
    REGISTRY(4),
    /** The upstream exists. */
    UPSTREAM(5),
    /** The upstream is reachable and answers a probe. */
    PROBE(6),
    /** A person approves. */
    APPROVAL(7),
    /** The registry's versions are published and subscribers get this version. */
    ACTIVATION(8);

    private final int position;

    StepName(int position) {
        this.position = position;
    }

    /** Where it stands in the order, from 1. */
    int position() {
        return position;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static StepName parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
