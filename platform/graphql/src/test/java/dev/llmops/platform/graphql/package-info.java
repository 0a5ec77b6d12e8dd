// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.llmops.platform.graphql;

import org.jspecify.annotations.NullMarked;
