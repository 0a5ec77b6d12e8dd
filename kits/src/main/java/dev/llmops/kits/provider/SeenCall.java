// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import java.util.Map;

/**
 * A call as it reached the provider.
 *
 * @param uri the path and the query
 * @param headers by their names in lower case
 */
public record SeenCall(String uri, Map<String, String> headers, String body) {}
