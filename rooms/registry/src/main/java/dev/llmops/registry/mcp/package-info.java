// SPDX-License-Identifier: Apache-2.0
/**
 * The registry as MCP clients know one: the read API v0.1 of the MCP Registry over assets of kind {@code tool}, and the
 * import that makes such assets of {@code server.json} documents. Names, versions and texts come out as they went in.
 */
@NullMarked
package dev.llmops.registry.mcp;

import org.jspecify.annotations.NullMarked;
