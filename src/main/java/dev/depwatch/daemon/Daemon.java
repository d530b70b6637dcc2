package dev.depwatch.daemon;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogName;
import dev.depwatch.loop.Loop;
import dev.depwatch.state.State;
import dev.depwatch.state.StateDirectory;
import dev.depwatch.status.Health;
import dev.depwatch.status.Meters;
import dev.depwatch.status.Pages;
import dev.depwatch.status.StatusServer;
import dev.depwatch.token.Instance;
import dev.depwatch.web.Web;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of depwatch, running.
 *
 * <p>What lives as long as the process (state, journal, meters, pages) is built once. Everything that follows from the
 * settings is one {@link Pipeline}, built by a child injector. A reload closes it and starts another; the start is the
 * first load.
 */
public final class Daemon implements AutoCloseable {
    private static final Duration REDISCOVERY = Duration.ofSeconds(15);
    private static final Duration BETWEEN_PIPELINES = Duration.ofMinutes(3);

    private final Logger logger = LoggerFactory.getLogger(Daemon.class);
    private final Settings.Source source;
    private final Injector process;
    private final InstantSource clock;
    private final Loop rediscovery;
    /** What the last search for contexts remarked on. Of the thread {@code discover} alone. */
    private Set<String> remarks = Set.of();
    /**
     * Written under the monitor; read without it, so that a reader does not wait for a reload. While one pipeline
     * replaces another, this is the former one.
     */
    private volatile Optional<Running> running = Optional.empty();

    /** Why nothing is monitored; empty while something is. */
    private volatile Optional<String> fault = Optional.empty();

    private volatile Optional<StatusServer> server = Optional.empty();
    private volatile Runnable reloaded = () -> {};

    /**
     * @param loaded as it was read
     * @param resources of the settings in force, with the instances that were discovered since
     */
    private record Running(Settings.Loaded loaded, Resources resources, Pipeline pipeline) {
        Settings settings() {
            return resources.settings();
        }
    }

    private Daemon(
            Settings.Source source, String version, InstantSource clock, StateDirectory directory, Terminal terminal) {
        this.source = source;
        this.clock = clock;
        this.rediscovery = new Loop("discover", clock, now -> {
            // First: the start has just looked.
            Thread.sleep(REDISCOVERY.toMillis());
            Optional<Pipeline> before = pipeline();
            long begun = System.nanoTime();
            discover();
            // With thousands of instances it takes a second of a core: it rests fifty times as long.
            Duration rest = Duration.ofNanos(50 * (System.nanoTime() - begun));
            // A new pipeline begins the wait of each first alert (groupWait) anew.
            return pipeline().equals(before) && rest.compareTo(BETWEEN_PIPELINES) < 0 ? rest : BETWEEN_PIPELINES;
        });
        // Otherwise Guice generates classes by a way that Java 24 and later warn of at each start.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        this.process =
                Guice.createInjector(Stage.PRODUCTION, new ProcessModule(version, clock, terminal, directory, this));
    }

    /**
     * Starts everything; when it returns, depwatch follows the logs and serves the pages.
     *
     * @throws ConfigException if the settings have problems, or name something unusable, such as a bad signature file
     * @throws IOException with a sentence for the administrator if another depwatch uses the state directory, or if
     *     depwatch cannot listen on the address
     */
    public static Daemon start(Settings.Source source, String version, InstantSource clock, Terminal terminal)
            throws ConfigException, IOException {
        Settings.Loaded loaded = source.at(clock.instant());
        Settings settings = loaded.settings();
        Resources resources = Resources.of(settings);
        Daemon daemon = new Daemon(source, version, clock, StateDirectory.open(directoryOf(settings)), terminal);
        try {
            daemon.replacePipeline(loaded, resources);
            daemon.rediscovery.start();
            daemon.process.getInstance(State.class).start();
            daemon.server = Optional.of(daemon.serve(settings.listen(), resources.web()));
            daemon.process.getInstance(ReloadMeters.class).succeeded(clock.instant());
        } catch (IOException | RuntimeException | Error e) {
            daemon.close();
            throw e;
        }
        return daemon;
    }

    private static Path directoryOf(Settings settings) {
        return settings.stateDirectory().orElseThrow();
    }

    /**
     * Reloads the settings, completely or not at all; positions, cases and the delivery log continue. Reports the
     * result in the log and in the metrics.
     *
     * @return the problems of the new settings, in which case the previous ones stay in force; empty if the reload
     *     succeeded
     */
    public synchronized List<String> reload() {
        if (running.isEmpty()) {
            return List.of("depwatch is not running");
        }
        Running before = running.get();
        logger.info("reloading the configuration");
        List<String> problems;
        try {
            problems = take(source.at(clock.instant()), before);
        } catch (ConfigException e) {
            problems = e.problems().stream().map(Problem::toString).toList();
        } catch (IOException e) {
            problems = List.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            logger.error("depwatch cannot take the new configuration because of a fault of its own", e);
            problems = List.of(
                    fault.orElse("a fault of depwatch (" + e.getClass().getName() + "): report it with its log"));
        }
        ReloadMeters meters = process.getInstance(ReloadMeters.class);
        if (problems.isEmpty()) {
            meters.succeeded(clock.instant());
            logger.info("configuration reloaded; instances: {}", instances());
        } else {
            meters.failed();
            problems.forEach(logger::error);
            logger.error(
                    "configuration reload failed{}", fault.isPresent() ? "" : "; keeping the previous configuration");
        }
        reloaded.run();
        return problems;
    }

    /** From now on, the listener runs after each reload, also after a failed one. It must never wait. */
    public void onReload(Runnable listener) {
        reloaded = listener;
    }

    /** The changes that need a restart; empty if the whole configuration is in force. */
    private List<String> take(Settings.Loaded loaded, Running before) throws ConfigException, IOException {
        Settings next = loaded.settings();
        if (!directoryOf(next).equals(directoryOf(before.settings()))) {
            return List.of("stateDirectory: found \"" + directoryOf(next) + "\" where \""
                    + directoryOf(before.settings()) + "\" is in use; restart depwatch to change it");
        }
        Resources resources = Resources.of(next);
        boolean moves = !next.listen().equals(before.settings().listen());
        if (!moves && resources.web().isEncrypted() != isEncrypted()) {
            return List.of(
                    "webConfigFile: tls_server_config was added or removed; restart depwatch to change whether it speaks TLS");
        }
        if (moves && next.listen().getPort() == before.settings().listen().getPort()) {
            return List.of("listen: only the host changed; restart depwatch to change it, or change the port as well");
        }
        Optional<StatusServer> moved = moves ? Optional.of(serve(next.listen(), resources.web())) : Optional.empty();
        try {
            replacePipeline(loaded, resources);
        } catch (RuntimeException | Error e) {
            moved.ifPresent(StatusServer::close);
            throw e;
        }
        if (moved.isPresent()) {
            Optional<StatusServer> former = server;
            server = moved;
            former.ifPresent(StatusServer::close);
        } else {
            server.ifPresent(serving -> serving.serveBy(resources.web()));
        }
        return List.of();
    }

    /**
     * Adds the contexts that appeared since the configuration was read, and polls the APIs whose credentials became
     * readable. Until the next reload it removes nothing but former names: a folder may be missing briefly. Logs what it
     * adds.
     */
    void discover() {
        running.ifPresent(before -> before.loaded.again().ifPresent(source -> search(source, before)));
    }

    private void search(Settings.Source again, Running before) {
        try {
            // Without the lock: a file system that hangs must not keep depwatch from a reload or its end.
            Settings.Loaded now = again.at(clock.instant());
            List<Problem> warnings = new ArrayList<>(now.warnings());
            warnings.removeAll(before.loaded.warnings());
            logNew(Problem.oneOfEachKind(warnings).stream().map(Problem::toString));
            include(before.settings().newIn(now.settings()), before);
            searched(before, true);
        } catch (ConfigException e) {
            searched(before, false);
            logNew(e.problems().stream().map(problem -> "depwatch does not look for new contexts: " + problem));
        } catch (RuntimeException | Error e) {
            logger.error("the search for new contexts failed because of a fault of depwatch", e);
        }
    }

    /** A search that began before a reload says nothing of what is in force now. */
    private synchronized void searched(Running before, boolean isGood) {
        if (running.filter(now -> now.loaded.again().equals(before.loaded.again()))
                .isPresent()) {
            process.getInstance(ReloadMeters.class).searched(isGood);
        }
    }

    private synchronized void include(List<InstanceSettings> more, Running before) throws ConfigException {
        if (!more.isEmpty()
                && running.filter(now -> now.pipeline == before.pipeline).isPresent()) {
            replacePipeline(before.loaded, Resources.of(before.settings().including(more)));
            logger.info(
                    "discovered: {}; instances: {}",
                    more.stream().map(InstanceSettings::name).collect(joining(", ")),
                    instances());
        }
    }

    /** Logs what the search before did not remark on. */
    private void logNew(Stream<String> found) {
        Set<String> known = remarks;
        remarks = found.collect(toCollection(LinkedHashSet::new));
        remarks.stream().filter(remark -> !known.contains(remark)).forEach(logger::warn);
    }

    /** Replaces the pipeline by one for these settings; if that fails, by one for the former settings. */
    private void replacePipeline(Settings.Loaded loaded, Resources resources) {
        try {
            begin(loaded, resources);
        } catch (RuntimeException | Error e) {
            running.ifPresent(this::goBackTo);
            throw e;
        }
    }

    private void goBackTo(Running before) {
        try {
            begin(before.loaded, before.resources);
        } catch (RuntimeException | Error e) {
            fault = Optional.of("depwatch could not start with its settings, and monitors nothing: restart it, and"
                    + " report the last ERROR in its log");
            logger.error("cannot go back to the previous configuration", e);
        }
    }

    /** The former pipeline closes first, because both have the same meters. */
    private void begin(Settings.Loaded loaded, Resources resources) {
        Settings settings = resources.settings();
        Journal journal = process.getInstance(Journal.class);
        running.ifPresent(before -> before.pipeline.close());
        Pipeline next = process.createChildInjector(binder -> {
                    binder.bind(Resources.class).toInstance(resources);
                    binder.bind(Pipeline.class);
                })
                .getInstance(Pipeline.class);
        try {
            Renaming renaming = rename(settings, next, journal);
            List<Instance> dropped = settings.missing(journal.openInstances());
            if (!dropped.isEmpty()) {
                logger.warn(
                        "depwatch no longer watches {}: the configuration does not name these instances any more. They"
                                + " have open cases, and what fails there may continue. If you did not intend this,"
                                + " correct the configuration and reload.",
                        dropped.stream().map(Instance::name).collect(joining(", ")));
            }
            resources.warnings().forEach(warning -> logger.warn("{}", warning));
            journal.forgetLogsExcept(next.logs(), clock.instant());
            next.start(renaming);
        } catch (RuntimeException | Error e) {
            next.close();
            throw e;
        }
        running = Optional.of(new Running(loaded, resources, next));
        fault = Optional.empty();
    }

    /** Moves what is known of a renamed instance to its new name, while no pipeline runs. */
    private Renaming rename(Settings settings, Pipeline next, Journal journal) {
        Set<Instance> known = new HashSet<>(journal.instances());
        known.addAll(process.getInstance(RestartState.class).instances());
        Renaming renaming = Renaming.of(settings, known);
        if (!renaming.names().isEmpty()) {
            Map<Instance, Instance> names = renaming.names();
            Stream<LogName> former = journal.snapshot().logs().stream()
                    .map(Journal.ReadLog::log)
                    .map(log -> new LogName(names.getOrDefault(log.instance(), log.instance()), log.path()));
            Set<LogName> there = Stream.concat(former, next.logs().stream())
                    .filter(log -> Files.exists(Path.of(log.path())))
                    .collect(toSet());
            journal.rename(names, there, before -> renaming.in(before, Journal.Snapshot.class));
            process.getInstance(CommandedSilences.class)
                    .rename(before -> renaming.in(before, CommandedSilences.Saved.class));
        }
        settings.instances().stream()
                .filter(instance -> instance.former().filter(known::contains).isPresent())
                .filter(instance -> known.contains(instance.instance()))
                .forEach(instance -> logger.warn(
                        "formerName of {} has no effect: depwatch knew the instance under this name before it read the"
                                + " key. It does not join two histories.",
                        instance.name()));
        renaming.names()
                .forEach((former, name) -> logger.info("{} continues the history of {} (formerName)", name, former));
        return renaming;
    }

    private StatusServer serve(InetSocketAddress listen, Web web) throws IOException {
        // The address in the file is still a name; listening resolves it.
        InetSocketAddress address = new InetSocketAddress(listen.getHostString(), listen.getPort());
        return StatusServer.start(
                address, process.getInstance(Pages.class), web, process.getInstance(MeterRegistry.class));
    }

    /** What is visible in the metrics and on the pages; empty before the first start and after the end. */
    Optional<Pipeline> pipeline() {
        return running.map(Running::pipeline);
    }

    /** First of what is no part of a pipeline. */
    Stream<Health.Check> healthChecks() {
        return Stream.concat(
                Stream.of(
                        new Health.Check("http", now -> server.flatMap(serving -> serving.trouble(now))),
                        new Health.Check("settings", now -> fault),
                        new Health.Check("discover", now -> rediscovery.ended("depwatch finds no new contexts"))),
                pipeline().stream().flatMap(pipeline -> pipeline.healthChecks().stream()));
    }

    boolean enablesLifecycle() {
        return running.filter(now -> now.settings().enableLifecycle()).isPresent();
    }

    boolean isCalendarFeed(String path) {
        return running.flatMap(now -> now.settings().calendar()).stream().anyMatch(calendar -> calendar.isAt(path));
    }

    /** The address of the metrics and pages. */
    public InetSocketAddress address() {
        return server.orElseThrow(() -> new IllegalStateException("closed")).address();
    }

    private boolean isEncrypted() {
        return server.filter(StatusServer::isEncrypted).isPresent();
    }

    /** The URL of the metrics, for people. */
    public String metricsAddress() {
        String host = running.orElseThrow().settings().listen().getHostString();
        return (isEncrypted() ? "https://" : "http://") + host + ":" + address().getPort() + "/metrics";
    }

    /** The number of monitored instances. */
    public int instances() {
        return running.map(now -> now.settings().instances().size()).orElse(0);
    }

    /** The overall condition, in one line and without a name. */
    public String summary() {
        Map<String, Long> alerts =
                pipeline().flatMap(pipeline -> pipeline.assessment().map(pipeline::alertsOf)).orElse(List.of()).stream()
                        .collect(groupingBy(alert -> alert.remedy().key(), TreeMap::new, counting()));
        String toDo = alerts.entrySet().stream()
                .map(remedy -> remedy.getValue() + " " + remedy.getKey())
                .collect(joining(", ", alerts.isEmpty() ? "nothing to do" : "alerts: ", ""));
        return Stream.concat(Stream.of("instances: " + instances(), toDo), reloadFaults())
                .collect(joining("; "));
    }

    /** A sentence for each file of the configuration that is not in force as it is now. */
    Stream<String> reloadFaults() {
        return Stream.of(process.getInstance(ReloadMeters.class).fault(), server.flatMap(StatusServer::fault))
                .flatMap(Optional::stream);
    }

    /** Whether every part works and depwatch sees everything. */
    public Health health() {
        return process.getInstance(Health.class);
    }

    /** Stops in the reverse order. Tries pending notifications once more, and saves the last state. */
    @Override
    public synchronized void close() {
        // It may wait for this monitor, and then finds nothing to do.
        rediscovery.stop();
        server.ifPresent(StatusServer::close);
        server = Optional.empty();
        running.ifPresent(last -> last.pipeline.close());
        running = Optional.empty();
        process.getInstance(State.class).close();
        process.getInstance(Meters.class).close();
    }
}
