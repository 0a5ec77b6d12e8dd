// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import jakarta.ws.rs.Path;

/** The MCP Registry API under {@code /v0}. */
@Path("/v0/servers")
final class McpV0Resource extends McpResource {
    McpV0Resource(McpServers servers) {
        super(servers);
    }
}
