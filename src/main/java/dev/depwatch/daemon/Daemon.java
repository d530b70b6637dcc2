package dev.depwatch.daemon;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.depwatch.config.ConfigException;
import dev.depwatch.journal.Journal;
import dev.depwatch.state.State;
import dev.depwatch.state.StateDirectory;
import dev.depwatch.status.Meters;
import dev.depwatch.status.Pages;
import dev.depwatch.status.StatusServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The whole of depwatch, running.
 *
 * <p>What lives as long as the process (state, journal, meters, pages) is built once. Everything that follows from the settings
 * is one {@link Watch}, built by a child injector; {@link #watch} replaces it, and starting is the first time.
 */
public final class Daemon implements AutoCloseable {
    private final CurrentWatch current = new CurrentWatch();
    private final Injector process;
    private final InstantSource clock;
    private final Terminal terminal;
    private @Nullable Watch watch;
    private @Nullable StatusServer server;

    private Daemon(String version, InstantSource clock, StateDirectory directory, Terminal terminal) {
        this.clock = clock;
        this.terminal = terminal;
        this.process = Guice.createInjector(Stage.PRODUCTION, new ProcessModule(version, clock, directory, current));
    }

    /**
     * Starts everything; when it returns, the logs are being followed and the pages are served.
     *
     * @throws ConfigException if the settings name something that cannot serve, such as a bad signature file
     * @throws IOException with a sentence for the administrator if another depwatch uses the state directory, or the address
     *     cannot be listened on
     */
    public static Daemon start(Settings settings, String version, InstantSource clock, Terminal terminal)
            throws ConfigException, IOException {
        Path directory = settings.stateDirectory().orElseThrow();
        Daemon daemon = new Daemon(version, clock, StateDirectory.open(directory), terminal);
        try {
            daemon.watch(settings);
            daemon.process.getInstance(State.class).start();
            daemon.serve(settings.listen());
        } catch (ConfigException | IOException | RuntimeException e) {
            daemon.close();
            throw e;
        }
        return daemon;
    }

    /** Watches by these settings from now on. If they cannot serve, what was watched before goes on. */
    private void watch(Settings settings) throws ConfigException {
        Supplies supplies = Supplies.of(settings);
        Watch next = process.createChildInjector(new WatchModule(settings, supplies, terminal))
                .getInstance(Watch.class);
        if (watch != null) {
            watch.close();
        }
        watch = next;
        State state = process.getInstance(State.class);
        Journal journal = process.getInstance(Journal.class);
        journal.forgetLogsExcept(next.logs(), clock.instant());
        journal.onChange(change -> {
            switch (change) {
                case POSITION -> state.moved();
                case BEGUN, CASE -> state.changed();
                case OPENED -> {
                    state.changed();
                    next.changed();
                }
            }
        });
        next.start();
        current.replaceWith(next);
    }

    private void serve(InetSocketAddress listen) throws IOException {
        // The file's address is a name so far: resolving it is part of listening.
        InetSocketAddress address = new InetSocketAddress(listen.getHostString(), listen.getPort());
        server = StatusServer.start(address, process.getInstance(Pages.class));
    }

    /** Where metrics and pages are served. */
    public InetSocketAddress address() {
        StatusServer running = server;
        if (running == null) {
            throw new IllegalStateException("closed");
        }
        return running.address();
    }

    /** Stops in the reverse order; what receivers are owed is tried once more, and what is known then is saved. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
        if (watch != null) {
            watch.close();
            watch = null;
        }
        current.replaceWith(null);
        process.getInstance(State.class).close();
        process.getInstance(Meters.class).close();
    }
}
