// SPDX-License-Identifier: Apache-2.0
/**
 * The data plane. It admits a call by what it holds in memory, passes it to the upstream and back without reading it
 * twice, and records it before the client can hold the whole answer. It never asks the database while a call waits,
 * except once for a key it has never seen.
 */
@NullMarked
package dev.llmops.gateway;

import org.jspecify.annotations.NullMarked;
