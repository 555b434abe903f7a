package io.github.headgate.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

/** What a real tracer makes of the observations: the way through its bridge, to OpenTelemetry's spans. */
class TracesTest {

    private final List<SpanData> spans = new ArrayList<>();
    private final ObservationRegistry registry = traced();
    private final ScriptedClient scripted = new ScriptedClient(
            settings -> settings.observer(HeadgateObservations.of(registry))).ready();

    private ObservationRegistry traced() {
        io.opentelemetry.api.trace.Tracer otel = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new SpansKept()))
                .build()
                .get("test");
        Tracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator = new OtelPropagator(
                ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
        ObservationRegistry observed = ObservationRegistry.create();
        observed.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        return observed;
    }

    /** An exporter to a list. */
    private final class SpansKept implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private SpanData span(String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void anOperationIsAClientsSpanBelowItsCallers() {
        Observation caller = Observation.start("caller", registry);

        scripted.run(scripted.read().contextWrite(Context.of(ObservationThreadLocalAccessor.KEY, caller)));
        caller.stop();

        assertThat(span("query").getParentSpanId()).isEqualTo(span("caller").getSpanId());
        assertThat(span("query").getTraceId()).isEqualTo(span("caller").getTraceId());
        assertThat(span("query").getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span("query").getAttributes().get(AttributeKey.stringKey("db.system.name"))).isEqualTo("postgresql");
    }

    @Test
    void anOperationInsideAnotherIsBelowThat() {
        scripted.run(scripted.client.guard(scripted.read()));

        assertThat(span("query").getParentSpanId()).isEqualTo(span("guard").getSpanId());
    }
}
