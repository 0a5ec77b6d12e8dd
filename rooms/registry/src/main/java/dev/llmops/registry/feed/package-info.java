// SPDX-License-Identifier: Apache-2.0
/**
 * The event log as others may follow it: live, per organisation, resumable without gap or duplicate. One reader of the
 * log serves all streams of the process; a stream that is behind reads its organisation's part of the log by itself.
 * Memory per stream is bounded: whoever does not take what is sent is cut, and resumes.
 */
@NullMarked
package dev.llmops.registry.feed;

import org.jspecify.annotations.NullMarked;
