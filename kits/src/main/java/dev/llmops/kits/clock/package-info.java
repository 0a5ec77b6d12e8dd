// SPDX-License-Identifier: Apache-2.0
/** Time under the control of a test. */
@NullMarked
package dev.llmops.kits.clock;

import org.jspecify.annotations.NullMarked;
