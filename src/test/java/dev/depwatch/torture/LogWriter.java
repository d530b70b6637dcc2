package dev.depwatch.torture;

import dev.depwatch.torture.PlainLog.Rotation;
import dev.depwatch.torture.Tally.Subject;
import dev.depwatch.writer.Log4j1Log;
import dev.depwatch.writer.Log4j2Log;
import dev.depwatch.writer.RotatingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Writes the logs of several instances, one for each way to rotate, at random, and knows what it wrote.
 *
 * <p>All logs are written by one thread, so that {@link #pause} needs no lock: it runs on that thread.
 */
final class LogWriter {
    /** How many rotated files are kept. Jamf Pro ships 10; more gives depwatch the time to be killed often. */
    private static final int BACKUPS = 40;
    /** A log whose oldest unread file would soon be deleted waits: what is deleted unread is lost by right. */
    private static final int MOST_UNREAD = BACKUPS - 10;

    private static final String LOG = "JAMFSoftwareServer.log";
    private static final int FULL = 16 * 1024;
    private static final int TICK_MILLIS = 20;
    private static final int ONE_IN_TICKS = 4;
    private static final int BURST = 6;
    /** Sometimes so much comes at once that a log rotates more than once between two polls. */
    private static final int FLOOD = 150;

    private static final int ONE_IN_BURSTS_IS_A_FLOOD = 80;
    private static final int ONE_IN_RECORDS_HAS_A_TRACE = 6;
    private static final int ONE_IN_RECORDS_FAILS = 8;
    private static final int ONE_IN_RECORDS_COMES_TWICE = 4;
    /** More than two records have. */
    private static final int NEARLY = 8 * 1024;

    private final Random random;
    private final List<PublishedMessage> failures;
    private final List<PublishedMessage> others;
    private final List<Watched> watched = new ArrayList<>();
    private final Map<Subject, Long> written = new TreeMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "ScheduledPool-8"));
    private final ScheduledFuture<?> ticking;
    private long records;
    private boolean paused = true;

    /** One instance's log, and how many of its rotations depwatch is known to have read and saved. */
    private static final class Watched {
        private final String instance;
        private final Path file;
        private final RotatingLog log;
        private long rotationsRead;

        Watched(String instance, Path file, RotatingLog log) {
            this.instance = instance;
            this.file = file;
            this.log = log;
        }
    }

    private interface Opening {
        RotatingLog open(Path file) throws IOException;
    }

    LogWriter(Path folder, Random random) throws IOException {
        this.random = random;
        List<PublishedMessage> all = PublishedMessage.all();
        failures = all.stream().filter(message -> message.cause().isPresent()).toList();
        others = all.stream().filter(message -> message.cause().isEmpty()).toList();
        String numbered = LOG + ".%i";
        add(folder, "log4j1", file -> new Log4j1Log(file, FULL, BACKUPS, 0));
        add(folder, "log4j1-buffered", file -> new Log4j1Log(file, FULL, BACKUPS, 700));
        add(folder, "log4j2-min", file -> new Log4j2Log(file, FULL, BACKUPS, 0, "min", numbered));
        add(folder, "log4j2-max", file -> new Log4j2Log(file, FULL, BACKUPS, 0, "max", numbered));
        add(
                folder,
                "log4j2-min-gz",
                file -> new Log4j2Log(file, FULL, BACKUPS, 0, "min", "JAMFSoftwareServer-%i.log.gz"));
        add(
                folder,
                "log4j2-max-gz",
                file -> new Log4j2Log(file, FULL, BACKUPS, 0, "max", "JAMFSoftwareServer-%i.log.gz"));
        for (Rotation rotation : Rotation.values()) {
            String instance = rotation.name().toLowerCase(Locale.ROOT).replace('_', '-');
            add(folder, instance, file -> new PlainLog(file, FULL, BACKUPS, rotation, random));
        }
        ticking = thread.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void add(Path folder, String instance, Opening opening) throws IOException {
        Path file = Files.createDirectories(folder.resolve(instance)).resolve(LOG);
        watched.add(new Watched(instance, file, opening.open(file)));
    }

    /** Each instance's log. */
    Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        watched.forEach(one -> files.put(one.instance, one.file));
        return files;
    }

    private void tick() {
        if (paused) {
            return;
        }
        try {
            for (Watched one : watched) {
                if (random.nextInt(ONE_IN_TICKS) == 0) {
                    write(one, random.nextInt(ONE_IN_BURSTS_IS_A_FLOOD) == 0 ? FLOOD : 1 + random.nextInt(BURST));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the torture's own writing failed", e);
        }
    }

    private void write(Watched one, int count) throws IOException {
        for (int i = 0; i < count && one.log.rotations() - one.rotationsRead < MOST_UNREAD; i++) {
            List<PublishedMessage> messages = random.nextInt(ONE_IN_RECORDS_FAILS) == 0 ? failures : others;
            PublishedMessage message = messages.get(random.nextInt(messages.size()));
            Optional<Exception> trace =
                    random.nextInt(ONE_IN_RECORDS_HAS_A_TRACE) == 0 ? Optional.of(message.thrown()) : Optional.empty();
            boolean twice = random.nextInt(ONE_IN_RECORDS_COMES_TWICE) == 0;
            boolean mayRotate = one.log.isRotating() || !Files.exists(one.file) || Files.size(one.file) > FULL - NEARLY;
            for (int times = twice ? 2 : 1; times > 0; times--) {
                if (mayRotate) {
                    awaitNextMillisecond();
                }
                one.log.write(message.level(), message.className(), message.text(), trace);
                records++;
                message.cause().ifPresent(cause -> written.merge(new Subject(one.instance, cause), 1L, Long::sum));
            }
            if (mayRotate) {
                awaitNextMillisecond();
            }
        }
    }

    /**
     * Files of 100 MB never begin in one millisecond; files this small would, in a flood, and no reader could distinguish
     * them by their beginnings, nor equal records of one millisecond at the end of one and the beginning of the next.
     */
    private static void awaitNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }

    /** Lets the writing begin, or go on. What was written before the last pause has been read and need not be kept. */
    void resume() throws InterruptedException {
        onThread(() -> {
            watched.forEach(one -> one.rotationsRead = one.log.rotations());
            paused = false;
            return true;
        });
    }

    /** Stops the writing, with all that was written whole in the files. */
    Tally pause() throws InterruptedException {
        return onThread(() -> {
            paused = true;
            for (Watched one : watched) {
                one.log.flush();
            }
            return new Tally(written);
        });
    }

    /** Writes some records of each log. */
    void writeSome() throws InterruptedException {
        onThread(() -> {
            for (Watched one : watched) {
                write(one, BURST);
            }
            return true;
        });
    }

    long records() throws InterruptedException {
        return onThread(() -> records);
    }

    long rotations() throws InterruptedException {
        return onThread(
                () -> watched.stream().mapToLong(one -> one.log.rotations()).sum());
    }

    private <T> T onThread(Callable<T> task) throws InterruptedException {
        try {
            if (ticking.isDone()) {
                ticking.get();
            }
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the torture's own writing failed", e.getCause());
        }
    }

    void end() throws InterruptedException {
        onThread(() -> {
            for (Watched one : watched) {
                one.log.close();
            }
            return true;
        });
        thread.shutdown();
    }
}
