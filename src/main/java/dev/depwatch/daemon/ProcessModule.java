package dev.depwatch.daemon;

import com.google.inject.Binder;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import dev.depwatch.assess.Assessment;
import dev.depwatch.journal.History;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.FileDescriptors;
import dev.depwatch.page.Picture;
import dev.depwatch.page.StatusPage;
import dev.depwatch.page.TokenCalendar;
import dev.depwatch.state.State;
import dev.depwatch.state.StateDirectory;
import dev.depwatch.status.AssessmentCollector;
import dev.depwatch.status.AssessmentCollector.OpenAlert;
import dev.depwatch.status.Health;
import dev.depwatch.status.Meters;
import dev.depwatch.status.Pages;
import dev.depwatch.status.Pages.CalendarPage;
import dev.depwatch.status.Pages.FrontPage;
import dev.depwatch.status.Pages.Reload;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What lives as long as the process, across reloads. */
record ProcessModule(String version, InstantSource clock, Terminal terminal, StateDirectory directory, Daemon daemon)
        implements Module {
    @Override
    public void configure(Binder binder) {
        binder.requireExplicitBindings();
        binder.requireExactBindingAnnotations();
        binder.disableCircularProxies();
        binder.bind(InstantSource.class).toInstance(clock);
        binder.bind(Terminal.class).toInstance(terminal);
        binder.bind(RestartState.class).in(Scopes.SINGLETON);
    }

    @Provides
    @Singleton
    Meters meters() {
        return new Meters(new AssessmentCollector(this::assessment, this::openAlerts, version));
    }

    private Optional<Assessment> assessment() {
        return daemon.pipeline().flatMap(Pipeline::assessment);
    }

    private List<OpenAlert> openAlerts(Assessment assessment) {
        return daemon.pipeline().map(pipeline -> pipeline.alertsOf(assessment)).orElse(List.of()).stream()
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
    ReloadMeters reloadMeters(MeterRegistry registry) {
        return new ReloadMeters(registry, () -> daemon.reloadFaults().findAny().isEmpty());
    }

    @Provides
    @Singleton
    State state(MeterRegistry registry, CommandedSilences silences) {
        return new State(directory, registry, clock, silences::look);
    }

    @Provides
    @Singleton
    Journal journal(State state, MeterRegistry registry) {
        State.Section<Journal.Snapshot> section = state.section("journal", Journal.Snapshot.class);
        Journal journal = new Journal(registry, section.latest().orElse(Journal.Snapshot.EMPTY));
        History history = new History(directory);
        section.suppliedBy(() -> history.append(journal, clock.instant()));
        return journal;
    }

    /** Known before the first assessment, so that a restart reports nothing that is silenced. */
    @Provides
    @Singleton
    CommandedSilences silences() {
        CommandedSilences silences = new CommandedSilences(directory.path());
        silences.look();
        return silences;
    }

    @Provides
    @Singleton
    Health health(State state, CommandedSilences silences) {
        List<Health.Check> ofProcess = List.of(
                new Health.Check("state", state::trouble),
                new Health.Check("state", false, state::notSaved),
                new Health.Check("silences", false, now -> silences.fault()),
                new Health.Check("open files", false, now -> FileDescriptors.trouble()));
        return new Health(
                () -> Stream.concat(ofProcess.stream(), daemon.healthChecks()).toList(),
                () -> daemon.pipeline()
                        .map(Pipeline::whyNotReady)
                        .orElse(Optional.of("nothing is monitored yet"))
                        .or(state::whyNotReady));
    }

    @Provides
    @Singleton
    FrontPage frontPage(Journal journal, State state, Health health) {
        StatusPage page = new StatusPage();
        Instant startedAt = clock.instant();
        return new FrontPage(query -> page.html(picture(journal, state, health, startedAt), query), page.policy());
    }

    private Picture picture(Journal journal, State state, Health health, Instant startedAt) {
        Instant now = clock.instant();
        List<String> faults = Stream.concat(health.troubles(now).stream(), daemon.reloadFaults())
                .toList();
        Optional<Pipeline> pipeline = daemon.pipeline();
        Optional<Assessment> assessment = pipeline.flatMap(Pipeline::assessment);
        return new Picture(
                now,
                pipeline.map(Pipeline::timeZone).orElse(ZoneOffset.UTC),
                version,
                startedAt,
                assessment,
                pipeline.flatMap(known -> assessment.map(known::alertsOf)).orElse(List.of()),
                journal.snapshot().failures(),
                pipeline.map(Pipeline::receivers).orElse(List.of()),
                state.lastSavedAt(),
                faults,
                health.notReady().get());
    }

    @Provides
    @Singleton
    Pages pages(FrontPage front, Meters meters, Health health) {
        CalendarPage calendar = new CalendarPage(
                assessment -> TokenCalendar.ics(
                        assessment, daemon.pipeline().map(Pipeline::timeZone).orElse(ZoneOffset.UTC)),
                daemon::isCalendarFeed);
        Reload reload = new Reload(daemon::enablesLifecycle, daemon::reload);
        return new Pages(front, calendar, meters.prometheus(), this::assessment, health, reload, clock);
    }
}
