// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.search;

/** A part of a text that matched: UTF-16 units from {@code start} up to, not including, {@code end}. */
public record TextRange(int start, int end) {}
