// SPDX-License-Identifier: Apache-2.0
/**
 * Bills of materials for machine learning in CycloneDX 1.6 and 1.7: made of a version and all it depends on, and read back
 * into versions. What goes out fits the specification's schema; what comes in must.
 */
@NullMarked
package dev.llmops.provenance.bom;

import org.jspecify.annotations.NullMarked;
