package dev.depwatch.status;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import org.apache.commons.io.output.ByteArrayOutputStream;

/** {@code /metrics}: OpenMetrics if the client accepts it, else the Prometheus text format. */
final class MetricsPage {
    private final PrometheusRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();

    MetricsPage(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** @param accept the request's {@code Accept}; "" if it has none */
    Response answer(String accept) throws IOException {
        ExpositionFormatWriter format = format(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        format.write(body, registry.scrape());
        return new Response(Response.OK, format.getContentType(), body.toByteArray());
    }

    /**
     * Not {@link ExpositionFormats#findWriter}: that selects protobuf for a client that accepts it, such as a
     * Prometheus with native histograms, and then fails, since protobuf is not among the dependencies.
     */
    private ExpositionFormatWriter format(String accept) {
        ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
        return openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
    }
}
