// SPDX-License-Identifier: Apache-2.0
/** What others send over HTTP: events checked, made one form of, kept out when they were sent before. */
@NullMarked
package dev.llmops.analytics.intake;

import org.jspecify.annotations.NullMarked;
