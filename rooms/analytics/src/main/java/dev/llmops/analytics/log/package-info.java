// SPDX-License-Identifier: Apache-2.0
/** The local ingest log: lanes of segments that survive kill -9, written by one thread each and read by the loader. */
@NullMarked
package dev.llmops.analytics.log;

import org.jspecify.annotations.NullMarked;
