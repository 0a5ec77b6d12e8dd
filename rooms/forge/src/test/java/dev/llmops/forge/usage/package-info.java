// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.llmops.forge.usage;

import org.jspecify.annotations.NullMarked;
