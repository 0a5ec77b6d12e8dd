// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Permission;

/**
 * One line of the route table.
 *
 * @param path with parameters in braces
 * @param summary empty where the OpenAPI document says it
 */
public record Route(String method, String path, Permission permission, Dialect dialect, String summary) {}
