package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import dev.depwatch.daemon.Daemon;
import dev.depwatch.daemon.Settings;
import dev.depwatch.daemon.Terminal;
import dev.depwatch.status.Health;
import dev.depwatch.systemd.NotifySocket;
import dev.depwatch.systemd.ServiceStatus;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon until a signal stops it. */
@Command(name = "run")
final class RunCommand extends ConfiguredCommand {
    @Option(names = "--log-level", paramLabel = "LEVEL", description = """
            The lowest level to log: error, warn, info, debug or trace. Default: info""")
    private Optional<Level> logLevel = Optional.empty();

    /** Whether the settings were loaded before; the daemon loads them one after the other. */
    private volatile boolean again;

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        logLevel.ifPresent(level -> System.setProperty(LogOutput.LEVEL, level.name()));
        Terminal terminal = new Terminal(out(), isColoured());
        CountDownLatch stopAsked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        // Before the daemon runs, a SIGHUP changes nothing: depwatch reads the configuration anyway.
        onSighup(() -> {});
        String version = Version.number();
        try (Daemon daemon = Daemon.start(at -> settings(), version, clock(), terminal)) {
            onSighup(daemon::reload);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopAsked, stopped), "shutdown"));
            Logger log = log();
            log.info("depwatch {} is running; instances: {}; {}", version, daemon.instances(), daemon.metricsAddress());
            Health health = daemon.health();
            Optional<ServiceStatus> systemd = NotifySocket.in(process().environment())
                    .map(socket -> new ServiceStatus(
                            socket, health.notReady(), health::mendedByRestart, daemon::summary, clock()));
            systemd.ifPresent(status -> {
                status.start();
                daemon.onReload(status::wake);
            });
            stopAsked.await();
            log.info("stopping");
            if (health.notReady().get().isEmpty()) {
                rememberReady(log);
            }
            systemd.ifPresent(ServiceStatus::close);
        } finally {
            stopped.countDown();
        }
        return ExitCode.OK;
    }

    /** Not static: every command line loads this class, and Logback starts slowly. */
    private static Logger log() {
        return LoggerFactory.getLogger(RunCommand.class);
    }

    private Settings.Loaded settings() throws ConfigException {
        Logger log = log();
        Settings.Loaded loaded = load();
        Problem.oneOfEachKind(loaded.warnings()).forEach(warning -> log.warn("{}", warning));
        if (again && process().environment().containsKey("CREDENTIALS_DIRECTORY")) {
            log.info("$CREDENTIALS_DIRECTORY has the secrets that systemd read when it started depwatch; restart"
                    + " depwatch for newer ones");
        }
        again = true;
        return loaded;
    }

    /**
     * Marks for the launcher that this start succeeded, so that it keeps the archive of classes that Java makes at its
     * end.
     */
    private void rememberReady(Logger log) {
        String cache = process().environment().get("CACHE_DIRECTORY");
        if (cache != null && Files.isWritable(Path.of(cache))) {
            try {
                Files.write(Path.of(cache, "ready"), new byte[0]);
            } catch (IOException e) {
                log.warn("the next start reads its classes one by one: {}", e.toString());
            }
        }
    }

    /** The process ends when its shutdown hooks have, so the hook waits until the daemon is closed. */
    private static void stop(CountDownLatch stopAsked, CountDownLatch stopped) {
        stopAsked.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * From now on, the signal runs this, each time in a new thread. Does nothing on a system without the signal, such
     * as Windows. Only {@code sun.misc.Signal} of the module {@code jdk.unsupported} can, and it stays (JEP 260); by
     * reflection, because the compiler's warning about it cannot be suppressed.
     */
    private static void onSighup(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                        task.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (InvocationTargetException ignored) {
            // IllegalArgumentException: the system has no SIGHUP.
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a Java without the module jdk.unsupported", e);
        }
    }
}
