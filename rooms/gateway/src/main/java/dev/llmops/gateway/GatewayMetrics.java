// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.dialect.OpenAiError;
import dev.llmops.kernel.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the process counts about calls. Every meter exists from the start, so that a call looks nothing up by tags. */
@Singleton
final class GatewayMetrics {
    private final MeterRegistry registry;
    private final Map<CallStatus, Timer> answered = new EnumMap<>(CallStatus.class);
    private final Map<CallStatus, Timer> streamed = new EnumMap<>(CallStatus.class);
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
    private final Counter retries;
    private final Counter unrecorded;

    @Inject
    GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (CallStatus status : CallStatus.values()) {
            answered.put(status, timer(status, false));
            streamed.put(status, timer(status, true));
        }
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(
                    code,
                    Counter.builder("llmops.gateway.refused")
                            .description("Calls answered with an error by the gateway itself")
                            .tag("code", OpenAiError.code(code))
                            .register(registry));
        }
        retries = registry.counter("llmops.gateway.retries");
        unrecorded = registry.counter("llmops.gateway.unrecorded");
    }

    private Timer timer(CallStatus status, boolean stream) {
        return Timer.builder("llmops.gateway.calls")
                .description("Calls that reached an upstream, by how they ended")
                .tag("status", status.wireName())
                .tag("stream", Boolean.toString(stream))
                .register(registry);
    }

    void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).register(registry);
    }

    void called(CallStatus status, boolean stream, long nanos) {
        Timer timer = (stream ? streamed : answered).get(status);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void refused(ErrorCode code) {
        Counter counter = refused.get(code);
        if (counter != null) {
            counter.increment();
        }
    }

    void retried() {
        retries.increment();
    }

    /** A call's record could not be written, so its answer was withheld. */
    void unrecorded() {
        unrecorded.increment();
    }
}
