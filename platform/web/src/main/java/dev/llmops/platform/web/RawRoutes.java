// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import java.util.List;

/** A bean of this type contributes raw routes; read once at start. */
public interface RawRoutes {
    List<RawRoute> routes();
}
