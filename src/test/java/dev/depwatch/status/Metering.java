package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.assess.Assessment;
import dev.depwatch.status.AssessmentCollector.OpenAlert;
import dev.depwatch.status.Pages.CalendarPage;
import dev.depwatch.status.Pages.FrontPage;
import dev.depwatch.status.Pages.Reload;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.time.InstantSource;
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
        return text(page(""));
    }

    static String text(Response response) {
        return new String(response.body(), UTF_8);
    }

    Response page(String accept) {
        return new Pages(
                        new FrontPage(query -> new byte[0], ""),
                        new CalendarPage(assessment -> new byte[0], path -> false),
                        meters.prometheus(),
                        () -> newest,
                        new Health(List::of, Optional::empty),
                        new Reload(() -> false, List::of),
                        InstantSource.system())
                .answer("GET", URI.create("/metrics"), accept, "");
    }

    @Override
    public void close() {
        meters.close();
    }
}
