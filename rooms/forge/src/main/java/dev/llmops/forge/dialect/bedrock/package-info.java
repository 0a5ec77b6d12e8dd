// SPDX-License-Identifier: Apache-2.0
/** Amazon Bedrock's {@code converse}, as an upstream speaks it, and the event stream that it comes in. */
@NullMarked
package dev.llmops.forge.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
