// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.provenance.Provenance;
import dev.llmops.kernel.Violation;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signatures that are missing, or no provenance room at all. */
final class ProvenanceFake implements Instance<Provenance> {
    /** What is missing of every version; null for a process without the room. */
    volatile @Nullable List<Violation> findings;

    @Override
    public Provenance get() {
        return (caller, asset) -> findings == null ? List.of() : findings;
    }

    @Override
    public boolean isUnsatisfied() {
        return findings == null;
    }

    @Override
    public boolean isAmbiguous() {
        return false;
    }

    @Override
    public Instance<Provenance> select(Annotation... qualifiers) {
        return this;
    }

    @Override
    public <U extends Provenance> Instance<U> select(Class<U> subtype, Annotation... qualifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U extends Provenance> Instance<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void destroy(Provenance instance) {
        // nothing is held
    }

    @Override
    public Handle<Provenance> getHandle() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<? extends Handle<Provenance>> handles() {
        return List.of();
    }

    @Override
    public Iterator<Provenance> iterator() {
        return List.of(get()).iterator();
    }
}
