// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.verdict;

import dev.llmops.provenance.crypto.KeyAlgorithm;
import dev.llmops.provenance.verdict.Verdict.Check;
import dev.llmops.provenance.verdict.Verdict.Result;
import dev.llmops.provenance.verdict.Verdict.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A verdict in the making: the worst finding decides. For one thread. */
public final class Findings {
    private final List<Check> checks = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private List<String> signers = List.of();
    private State state = State.VALID;
    private @Nullable KeyAlgorithm algorithm;
    private @Nullable String keyId;
    private @Nullable String trustRoot;
    private @Nullable Instant signedAt;
    private @Nullable String covers;

    public void passed(String name, String message) {
        checks.add(new Check(name, Result.PASSED, message));
    }

    /** Looked past, without harm to the verdict. */
    public void notChecked(String name, String message) {
        checks.add(new Check(name, Result.NOT_CHECKED, message));
    }

    public void untrusted(String name, String message) {
        fault(State.UNTRUSTED, Result.FAILED, name, message);
    }

    public void unverified(String name, String message) {
        fault(State.UNVERIFIED, Result.NOT_CHECKED, name, message);
    }

    public void invalid(String name, String message) {
        fault(State.INVALID, Result.FAILED, name, message);
    }

    private void fault(State fault, Result result, String name, String message) {
        checks.add(new Check(name, result, message));
        reasons.add(message);
        if (fault.compareTo(state) > 0) {
            state = fault;
        }
    }

    void key(@Nullable KeyAlgorithm algorithm, @Nullable String keyId) {
        this.algorithm = algorithm;
        this.keyId = keyId;
    }

    void trustRoot(String name) {
        this.trustRoot = name;
    }

    void signers(List<String> identities) {
        this.signers = identities;
    }

    void signedAt(Instant time) {
        this.signedAt = time;
    }

    public void covers(String what) {
        this.covers = what;
    }

    boolean isInvalid() {
        return state == State.INVALID;
    }

    public Verdict verdict() {
        return new Verdict(state, reasons, algorithm, keyId, trustRoot, signers, signedAt, covers, checks);
    }
}
