// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.llmops.registry.webhook;

import org.jspecify.annotations.NullMarked;
