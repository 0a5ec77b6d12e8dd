// SPDX-License-Identifier: Apache-2.0
/** Shows what the data plane promises: alone in milliseconds, and over HTTP against a scripted upstream. */
@NullMarked
package dev.llmops.gateway;

import org.jspecify.annotations.NullMarked;
