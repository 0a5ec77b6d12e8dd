// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

/**
 * Whether a caller whose request goes on for long still may what it began: asked again with the credentials the request
 * came with. {@code Callers.standing(securityContext)} gives it.
 */
@FunctionalInterface
public interface Standing {
    /**
     * False once the key was revoked or expired, the session ended, or the permission of the route was taken. While that
     * cannot be found out it stays true. May block.
     */
    boolean holds();
}
