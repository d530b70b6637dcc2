package dev.depwatch.logs;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.depwatch.loop.Loop;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.IOSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a tail at once when something changes in the folder of its log, by the kernel's events. A silent log costs one
 * look every {@value #SLOW_POLL_SECONDS} seconds. That look also finds what no event announces: a folder that was moved
 * away, or what another host writes to a network file system. Where events do not come, the tail polls.
 *
 * <p>Owns the thread {@code folder-watch}, which takes events and wakes tails, and never touches a disk. The JDK
 * registers all folders on one thread of its own, which a file system that hangs can block. So each tail reads the
 * attributes of its folder before it registers it, and hangs alone if that hangs.
 */
public final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private static final int SLOW_POLL_SECONDS = 15;
    /** The first event after a silence wakes a tail at once, the next one so much later, the third twice as much. */
    private static final Duration BETWEEN_WAKES = Duration.ofMillis(20);
    /** After so many wakes without a silence, half a second apart by then, a poll costs less than the events. */
    private static final int MOST_IN_A_ROW = 25;

    private static final Duration SILENCE = Duration.ofMillis(400);
    /** How long the kernel collects events before the thread takes more of them. */
    private static final Duration COLLECT = Duration.ofMillis(10);

    private static final Duration JOIN = Duration.ofSeconds(5);

    private final Duration poll;
    private final Duration slowPoll;
    private final Duration betweenWakes;
    private final IOSupplier<WatchService> kernel;
    private final Loop loop = new Loop("folder-watch", InstantSource.system(), now -> takeEvents());
    /** The tails of each folder: the JDK gives the same key for the same folder. */
    private final Map<WatchKey, Set<Wakeup>> tails = new ConcurrentHashMap<>();

    private final AtomicBoolean limitLogged = new AtomicBoolean();
    private volatile @Nullable WatchService service;

    /** @param poll how often a tail looks where events do not come */
    public FolderWatch(Duration poll) {
        this(
                poll,
                Duration.ofSeconds(SLOW_POLL_SECONDS),
                BETWEEN_WAKES,
                () -> FileSystems.getDefault().newWatchService());
    }

    FolderWatch(Duration poll, Duration slowPoll, Duration betweenWakes, IOSupplier<WatchService> kernel) {
        this.poll = poll;
        this.slowPoll = slowPoll;
        this.betweenWakes = betweenWakes;
        this.kernel = kernel;
    }

    public void start() {
        open();
        loop.start();
    }

    /** Why depwatch reads logs late; empty while it does not. */
    public Optional<String> trouble(Instant now) {
        return loop.ended("depwatch reads logs late");
    }

    /**
     * For one tail, to be closed by it.
     *
     * @param isOfLog whether a file of this name matters to the tail, besides the log itself; any thread may ask
     */
    Wakeup wakeup(Path log, Predicate<Path> isOfLog) {
        return new Wakeup(log, isOfLog);
    }

    private void open() {
        try {
            service = kernel.get();
        } catch (IOException | UnsupportedOperationException e) {
            limited(e);
        }
    }

    private void limited(Exception e) {
        if (!limitLogged.getAndSet(true)) {
            LOG.warn(
                    "the kernel does not report changes of logs ({}); depwatch polls them every {} ms meanwhile. Raise"
                            + " fs.inotify.max_user_watches or fs.inotify.max_user_instances with sysctl",
                    e.getMessage(),
                    poll.toMillis());
        }
    }

    private Duration takeEvents() throws InterruptedException {
        WatchService events = service;
        if (events == null) {
            open();
            return service == null ? slowPoll : Duration.ZERO;
        }
        List<WatchKey> changed = new ArrayList<>();
        try {
            for (WatchKey key = events.take(); key != null; key = events.poll()) {
                changed.add(key);
            }
            changed.forEach(this::passOn);
        } catch (RuntimeException e) {
            end();
            throw e;
        }
        return COLLECT;
    }

    private void passOn(WatchKey key) {
        List<WatchEvent<?>> events = key.pollEvents();
        Set<Wakeup> watching = tails.getOrDefault(key, Set.of());
        if (key.reset()) {
            watching.forEach(tail -> events.forEach(tail::happened));
        } else {
            // The folder is gone.
            tails.remove(key);
            watching.forEach(tail -> tail.wake(true));
        }
    }

    /**
     * Under one lock with {@link #leave} and {@link #end}, so that one request at most waits for the JDK's thread: each
     * writes a byte to that thread's socket under a lock that the thread takes, and hundreds would fill the socket.
     */
    private synchronized Optional<WatchKey> register(Path folder, Wakeup tail) {
        WatchService events = service;
        if (events == null) {
            return Optional.empty();
        }
        try {
            WatchKey key = folder.register(events, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            tails.computeIfAbsent(key, added -> ConcurrentHashMap.newKeySet()).add(tail);
            return Optional.of(key);
        } catch (FileSystemException | ClosedWatchServiceException ignored) {
            // The folder is not there or not readable, which the tail reports itself; or depwatch ends.
        } catch (IOException e) {
            limited(e);
        }
        return Optional.empty();
    }

    private synchronized void leave(WatchKey key, Wakeup tail) {
        Set<Wakeup> all = tails.get(key);
        if (all != null && all.remove(tail) && all.isEmpty()) {
            tails.remove(key);
            key.cancel();
        }
    }

    /** Ends the thread. Tails that wait look once more, and from then on poll. */
    @Override
    public void close() {
        loop.stop();
        loop.awaitEnd(JOIN);
        end();
    }

    /** Makes all keys invalid, so that every tail polls. */
    private synchronized void end() {
        IOUtils.closeQuietly(service);
        tails.values().forEach(all -> all.forEach(tail -> tail.wake(true)));
    }

    /**
     * A folder as a tail last found it.
     *
     * @param fileKey empty if it was not there
     * @param events empty if it could not be registered
     */
    private record Watched(Optional<Object> fileKey, Optional<WatchKey> events, long triedAt) {
        boolean reports() {
            return events.isPresent() && events.get().isValid();
        }
    }

    /**
     * Wakes one tail. Belongs to the tail's thread, but for {@link #happened} and {@link #wake}. An event that comes
     * while the tail reads ends its next wait.
     */
    final class Wakeup implements AutoCloseable {
        private final Path log;
        private final Predicate<Path> isOfLog;
        private Map<Path, Watched> folders = Map.of();
        private boolean hasLooked = true;
        private long lookedAt;
        private long wokenAt = System.nanoTime() - betweenWakes.toNanos();
        /** Whether an event, or a new watch, accounts for what the tail finds now. */
        private boolean announced = true;
        /** How many wakes came in a row, none of them after a silence. */
        private int inARow = 1;
        /** Whether the log is written to all the time: its tail polls, and takes no events. */
        private boolean isBusy;
        /** Whether the tail found a change since its last wait. */
        private boolean hasFound;
        /** Whether the log changed without an event. */
        private boolean unreported;

        /** The names of the log and of what its links lead to. */
        private volatile Set<Path> liveNames = Set.of();

        /** Whether anything happened since the last wait, and whether it was more than writing to the log. */
        private final Semaphore events = new Semaphore(0);

        private final AtomicBoolean isLookDue = new AtomicBoolean();

        private Wakeup(Path log, Predicate<Path> isOfLog) {
            this.log = log.toAbsolutePath();
            this.isOfLog = isOfLog;
        }

        /**
         * Watches the folder that the path now shows, and that of the file to which it links. The tail calls it before
         * it looks at all files, so that whatever happens after the look is announced.
         */
        void watch() {
            if (isBusy) {
                return;
            }
            List<Path> shown = shown();
            liveNames = shown.stream().map(Path::getFileName).collect(Collectors.toUnmodifiableSet());
            Set<WatchKey> before = keys();
            folders = shown.stream()
                    .map(Path::getParent)
                    .distinct()
                    .collect(Collectors.toMap(folder -> folder, folder -> look(folder, folders.get(folder))));
            Set<WatchKey> kept = keys();
            before.stream().filter(key -> !kept.contains(key)).forEach(key -> leave(key, this));
        }

        /**
         * The log and, if it is a link, the file to which it leads, whether that is there or not. If that is a link too,
         * no event announces what happens to its own target, and the tail polls.
         */
        private List<Path> shown() {
            try {
                if (Files.isSymbolicLink(log)) {
                    Path target = log.resolveSibling(Files.readSymbolicLink(log));
                    return target.getFileName() == null ? List.of(log) : List.of(log, target);
                }
            } catch (IOException ignored) {
                // The link has just gone, which is an event.
            }
            return List.of(log);
        }

        private Watched look(Path folder, @Nullable Watched before) {
            long now = System.nanoTime();
            Optional<Object> fileKey;
            try {
                fileKey = Optional.of(
                        Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
            } catch (IOException isNotThere) {
                return new Watched(Optional.empty(), Optional.empty(), now);
            }
            if (before != null
                    && before.fileKey().equals(fileKey)
                    && (before.events().isPresent() ? before.reports() : now - before.triedAt() < slowPoll.toNanos())) {
                return before;
            }
            Watched watched = new Watched(fileKey, register(folder, this), now);
            announced |= watched.reports();
            return watched;
        }

        private Set<WatchKey> keys() {
            return folders.values().stream()
                    .flatMap(folder -> folder.events().stream())
                    .collect(Collectors.toSet());
        }

        /**
         * Waits until an event comes or it is time to look, {@code atMost} at most. The first event after a silence ends
         * it at once; those that follow soon are taken together, which can take half a second. A busy log is polled.
         *
         * @return whether to look at all files: one appeared, went or changed that is not the log, or it is time
         */
        boolean await(Duration atMost) throws InterruptedException {
            long now = System.nanoTime();
            if (hasLooked) {
                lookedAt = now;
            }
            long untilLook = (polls() && !isBusy ? poll : slowPoll).toNanos() - (now - lookedAt);
            long rest = inARow * betweenWakes.toNanos();
            if (isBusy) {
                TimeUnit.NANOSECONDS.sleep(Math.min(untilLook, rest));
                isBusy = hasFound;
                hasFound = false;
                hasLooked = !isBusy || rest >= untilLook;
                return hasLooked;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(untilLook, rest - (now - wokenAt)));
            long wait = Math.min(untilLook, atMost.toNanos()) - (System.nanoTime() - now);
            announced = events.tryAcquire(wait, TimeUnit.NANOSECONDS);
            events.drainPermits();
            long end = System.nanoTime();
            if (announced) {
                inARow = end - wokenAt < rest + SILENCE.toNanos() ? Math.min(inARow + 1, MOST_IN_A_ROW) : 1;
                wokenAt = end;
                unreported = false;
                if (inARow == MOST_IN_A_ROW) {
                    isBusy = true;
                    close();
                }
            }
            hasFound = false;
            hasLooked = isLookDue.getAndSet(false) || end - now >= untilLook;
            return hasLooked;
        }

        /** Whether events do not come, as far as is known. */
        boolean polls() {
            return unreported || folders.isEmpty() || !folders.values().stream().allMatch(Watched::reports);
        }

        /**
         * The tail found a change. If it looked by itself and no event announced the change, none come here: it polls
         * until one does. While a record waits for its rest, a tail may only be quicker than the event.
         */
        void found() {
            hasFound = true;
            unreported |= hasLooked && !announced && events.availablePermits() == 0;
        }

        /** For the thread that takes the events. */
        void happened(WatchEvent<?> event) {
            boolean isLive = event.context() != null && liveNames.contains(event.context());
            if (isLive && event.kind() == ENTRY_MODIFY) {
                wake(false);
            } else if (isLive || !(event.context() instanceof Path name) || isOfLog.test(name)) {
                // An overflow has no name.
                wake(true);
            }
        }

        private void wake(boolean looks) {
            if (looks) {
                isLookDue.set(true);
            }
            if (events.availablePermits() == 0) {
                events.release();
            }
        }

        @Override
        public void close() {
            keys().forEach(key -> leave(key, this));
            folders = Map.of();
        }
    }
}
