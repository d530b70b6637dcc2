package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.assess.Assessment;
import dev.depwatch.status.AssessmentCollector.OpenAlert;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The registry of a daemon that watches a fleet, and its scrape. The newest assessment can be replaced. */
final class Metering implements AutoCloseable {
    private volatile Optional<Assessment> newest;
    private final Meters meters = new Meters(new AssessmentCollector(() -> newest, Metering::alerts, "1.2.3"));

    Metering(Fleet fleet) {
        assess(fleet.assessment());
    }

    void assess(Assessment assessment) {
        newest = Optional.of(assessment);
    }

    /** The registry of a daemon that has not assessed anything yet. */
    Metering() {
        newest = Optional.empty();
    }

    /** Replaces the alert package: one critical alert a finding that needs regeneration, one warning for any other. */
    private static List<OpenAlert> alerts(Assessment assessment) {
        return assessment.findings().stream()
                .map(finding ->
                        new OpenAlert(finding.remedy(), finding.remedy() == Remedy.REGENERATE ? "critical" : "warning"))
                .toList();
    }

    void assess(Fleet fleet) {
        newest = Optional.of(fleet.assessment());
    }

    Meters meters() {
        return meters;
    }

    String scrape() {
        return text(
                LimitedServer.pages(meters.prometheus(), path -> false).answer("GET", URI.create("/metrics"), "", ""));
    }

    static String text(Response response) {
        return new String(response.body(), UTF_8);
    }

    @Override
    public void close() {
        meters.close();
    }
}
