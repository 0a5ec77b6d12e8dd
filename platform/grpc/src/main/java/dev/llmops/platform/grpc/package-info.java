// SPDX-License-Identifier: Apache-2.0
/**
 * The doors of the rooms as gRPC services on the port of everything else. The services are written first, as Protocol
 * Buffers in contracts; every method stands in the table of routes with its permission.
 */
@NullMarked
package dev.llmops.platform.grpc;

import org.jspecify.annotations.NullMarked;
