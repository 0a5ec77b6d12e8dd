// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

/** When a kept answer stands for a new one. */
public enum CacheMode {
    /** Never. */
    OFF,
    /** When the request is the same in all that the answer depends on. */
    EXACT
}
