// SPDX-License-Identifier: Apache-2.0
/**
 * Where the product may connect to on its own account: upstreams, webhooks. Public addresses, and of the others only
 * what the operator allowed; judged when a URL is written down and again, which counts, at every connection.
 */
@NullMarked
package dev.llmops.platform.web.outbound;

import org.jspecify.annotations.NullMarked;
