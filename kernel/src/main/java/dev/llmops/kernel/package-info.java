// SPDX-License-Identifier: Apache-2.0
/** What every module speaks: ids, problems, pages, money and events. Plain Java; no framework, no I/O. */
@NullMarked
package dev.llmops.kernel;

import org.jspecify.annotations.NullMarked;
