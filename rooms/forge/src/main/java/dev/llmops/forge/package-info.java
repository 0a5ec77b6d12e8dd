// SPDX-License-Identifier: Apache-2.0
/**
 * The forge room: a tenant's upstreams and the calls to them. It promises that a call's bytes pass through untouched
 * where client and upstream speak one dialect and say the same in the other where they do not, that every call that used tokens says how many, and that no call leaves for an address the operator did not allow.
 */
@NullMarked
package dev.llmops.forge;

import org.jspecify.annotations.NullMarked;
