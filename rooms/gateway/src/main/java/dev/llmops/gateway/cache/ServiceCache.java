// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

/**
 * A service's policy, and what all of its keys begin with.
 *
 * @param written names the writing of the route: one that is written anew begins with an empty cache
 */
public record ServiceCache(CachePolicy policy, String written) {}
