// SPDX-License-Identifier: Apache-2.0
/** How the gateway's calls end, as every reader of usage needs to know. */
@NullMarked
package dev.llmops.contracts.gateway;

import org.jspecify.annotations.NullMarked;
