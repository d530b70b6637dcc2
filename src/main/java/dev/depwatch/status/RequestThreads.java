package dev.depwatch.status;

import dev.depwatch.loop.Loop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads {@code http-N} that read requests and send answers, and {@code http-patience}, which interrupts a thread
 * that a client keeps waiting: the interrupt closes the connection. The JDK closes slow connections too. Under TLS,
 * however, it sends the client a last message first; its only timer then waits behind the answer that the client does
 * not read, and so does every other request. If threads or memory run short, the client that has kept its thread
 * waiting longest is disconnected, so that slow clients block nobody.
 */
final class RequestThreads implements Executor, AutoCloseable {
    /** Each may hold 100 kB with TLS. */
    private static final int MOST = 64;
    /** 8 MiB of the service's 64 MiB, of all answers that clients are reading. A single answer may be larger. */
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 8;

    private static final long IDLE_THREAD_SECONDS = 30;
    /** Part of the JDK's own limits, so that ours apply first. */
    private static final double PART = 0.85;

    /**
     * A client that is not slow needs less to send its request or to read its answer, even over a long line with TLS.
     * An interrupted thread becomes free in much less.
     */
    private static final long SLOW_AFTER_MILLIS = 250;

    private static final Duration UNTIL_WOKEN = Duration.ofDays(1);

    private final long requestMillis = limit("sun.net.httpserver.maxReqTime");
    private final long answerMillis = limit("sun.net.httpserver.maxRspTime");
    private final AtomicInteger started = new AtomicInteger();
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            0,
            MOST,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            this::daemon,
            (exchange, pool) -> waitForThread(exchange));
    private final Loop patience = new Loop("http-patience", InstantSource.system(), now -> endOverdue());
    /** The threads that wait for a client, the longest wait first; also its lock. */
    private final Map<Thread, Wait> waiting = new LinkedHashMap<>();
    /** Empty until the first request. */
    private volatile Optional<Thread> dispatcher = Optional.empty();

    /**
     * A thread that waits for its client.
     *
     * @param since as {@link System#nanoTime} has it
     * @param atMostMillis how long it may take
     * @param bytes what the answer holds in memory
     */
    private record Wait(Thread thread, long since, long atMostMillis, long bytes) {
        boolean isSlow() {
            return millis() >= SLOW_AFTER_MILLIS;
        }

        long millis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        }
    }

    void start() {
        patience.start();
    }

    private static long limit(String property) {
        String seconds = System.getProperty(property, StatusServer.limits().get(property));
        return Math.round(Integer.parseInt(seconds) * PART * 1_000);
    }

    @Override
    public void execute(Runnable exchange) {
        dispatcher = Optional.of(Thread.currentThread());
        workers.execute(() -> {
            begin(requestMillis, 0);
            try {
                exchange.run();
            } finally {
                over();
            }
        });
    }

    /** Whether the JDK's thread that accepts connections, and hands them to this executor, has ended. */
    boolean hasLostDispatcher() {
        return dispatcher.filter(thread -> !thread.isAlive()).isPresent();
    }

    /** From now on this thread waits for no client. */
    void requestIsRead() {
        over();
        // Its time-out may have interrupted this thread at this instant: clear that.
        Thread.interrupted();
    }

    /**
     * From now on this thread waits for a client to read an answer. First waits for room, and disconnects slow clients
     * to get it.
     *
     * @param bytes what the answer holds in memory
     */
    void answerBegins(long bytes) {
        synchronized (waiting) {
            try {
                while (bytes > 0 && !hasRoom(bytes)) {
                    // Clients that read an answer now are slow by then, or have finished.
                    waiting.wait(SLOW_AFTER_MILLIS);
                }
            } catch (InterruptedException e) {
                // The server is closing: nobody gets the answer.
                Thread.currentThread().interrupt();
            }
            begin(answerMillis, bytes);
        }
    }

    private boolean hasRoom(long bytes) {
        long all = waiting.values().stream().mapToLong(Wait::bytes).sum();
        for (Wait each : List.copyOf(waiting.values())) {
            if (all > 0 && all + bytes > MOST_BYTES && each.bytes > 0 && each.isSlow()) {
                all -= each.bytes;
                end(each);
            }
        }
        return all == 0 || all + bytes <= MOST_BYTES;
    }

    /**
     * All threads are in use: waits until one is free, and disconnects the slow client that has kept its thread waiting
     * longest. The server accepts no other connection meanwhile.
     *
     * @throws RejectedExecutionException if all threads are still in use after that; closes the connection
     */
    private void waitForThread(Runnable exchange) {
        try {
            for (int attempt = 0; attempt < 2 && !workers.isShutdown(); attempt++) {
                synchronized (waiting) {
                    waiting.values().stream().filter(Wait::isSlow).findFirst().ifPresent(this::end);
                }
                if (workers.getQueue().offer(exchange, SLOW_AFTER_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RejectedExecutionException("no thread became free, or the server is closing");
    }

    private void begin(long atMostMillis, long bytes) {
        Thread thread = Thread.currentThread();
        synchronized (waiting) {
            if (waiting.isEmpty()) {
                patience.wake();
            }
            waiting.put(thread, new Wait(thread, System.nanoTime(), atMostMillis, bytes));
        }
    }

    private void over() {
        synchronized (waiting) {
            waiting.remove(Thread.currentThread());
            waiting.notifyAll();
        }
    }

    private Duration endOverdue() {
        synchronized (waiting) {
            List.copyOf(waiting.values()).stream()
                    .filter(wait -> wait.millis() >= wait.atMostMillis)
                    .forEach(this::end);
            return waiting.isEmpty() ? UNTIL_WOKEN : Duration.ofMillis(SLOW_AFTER_MILLIS);
        }
    }

    /** Call it with the lock. */
    private void end(Wait wait) {
        waiting.remove(wait.thread);
        wait.thread.interrupt();
        waiting.notifyAll();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        patience.stop();
    }

    private Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "http-" + started.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
