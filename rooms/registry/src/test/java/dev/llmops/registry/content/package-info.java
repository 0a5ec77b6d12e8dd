// SPDX-License-Identifier: Apache-2.0
/** The content store over a real database, a real disk and a real S3 server. */
@NullMarked
package dev.llmops.registry.content;

import org.jspecify.annotations.NullMarked;
