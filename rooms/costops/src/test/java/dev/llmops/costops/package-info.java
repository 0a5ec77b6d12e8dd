// SPDX-License-Identifier: Apache-2.0
/** Tests of the costops room, and the importer of its price list, which is run by hand. */
@NullMarked
package dev.llmops.costops;

import org.jspecify.annotations.NullMarked;
