// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.moderation;

import java.util.Map;

/** Judges texts. */
public interface Moderator {
    /** What the answer is said to be from. */
    String name();

    /** How sure it is that a text belongs to a category, from 0 to 1; absent for not at all. */
    Map<Category, Double> scores(String text);
}
