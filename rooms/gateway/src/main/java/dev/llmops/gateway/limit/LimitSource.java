// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import java.util.List;

/** The limits of every tenant, for the snapshot; at most 200,000. */
@FunctionalInterface
public interface LimitSource {
    List<LimitSet> all();
}
