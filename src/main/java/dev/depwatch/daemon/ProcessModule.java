package dev.depwatch.daemon;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.depwatch.alert.Alerts;
import dev.depwatch.assess.Assessment;
import dev.depwatch.journal.Journal;
import dev.depwatch.status.AssessmentCollector;
import dev.depwatch.status.Health;
import dev.depwatch.status.Meters;
import dev.depwatch.status.OpenAlert;
import dev.depwatch.status.Pages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;

/** What lives as long as the process, whatever the configuration becomes. */
final class ProcessModule extends AbstractModule {
    private final String version;
    private final InstantSource clock;
    private final CurrentWatch current;

    ProcessModule(String version, InstantSource clock, CurrentWatch current) {
        this.version = version;
        this.clock = clock;
        this.current = current;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
        bind(InstantSource.class).toInstance(clock);
    }

    @Provides
    @Singleton
    Meters meters() {
        return new Meters(new AssessmentCollector(current::assessment, this::openAlerts, version));
    }

    private List<OpenAlert> openAlerts(Assessment assessment) {
        return current.alerts().map(alerts -> openAlerts(alerts, assessment)).orElse(List.of());
    }

    private static List<OpenAlert> openAlerts(Alerts alerts, Assessment assessment) {
        return alerts.of(assessment).stream()
                .map(alert -> new OpenAlert(alert.remedy(), alert.severity().key()))
                .toList();
    }

    @Provides
    @Singleton
    MeterRegistry registry(Meters meters) {
        return meters.registry();
    }

    @Provides
    @Singleton
    Counter threadsRestarted(MeterRegistry registry) {
        return Counter.builder("depwatch.threads.restarted")
                .description("Times a thread that had broken off was started again.")
                .register(registry);
    }

    @Provides
    @Singleton
    Journal journal(MeterRegistry registry) {
        return new Journal(registry);
    }

    @Provides
    @Singleton
    Pages pages(Meters meters) {
        Health health = new Health(current::healthChecks, () -> current.whyNotReady());
        return new Pages(meters.prometheus(), current::assessment, health, clock);
    }
}
