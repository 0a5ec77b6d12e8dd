// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mcp;

import jakarta.ws.rs.Path;

/** The MCP Registry API under {@code /v0.1}. */
@Path("/v0.1/servers")
final class McpV01Resource extends McpResource {
    McpV01Resource(McpServers servers) {
        super(servers);
    }
}
