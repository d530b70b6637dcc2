package dev.depwatch.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
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
    private static final long IDLE_THREAD_SECONDS = 30;
    /** Part of the JDK's own limits, so that ours apply first. */
    private static final double PART = 0.9;

    /**
     * A client that is not slow needs less to send its request or to read its answer, even over a long line with TLS.
     */
    private static final long SLOW_AFTER_MILLIS = 250;

    /** An interrupted thread becomes free in much less. */
    private static final long FREE_WITHIN_MILLIS = 250;

    private final long requestMillis = limit("sun.net.httpserver.maxReqTime");
    private final long answerMillis = limit("sun.net.httpserver.maxRspTime");
    private final long mostBytes;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor patience;
    /** The threads that wait for a client, the longest wait first; also its lock. */
    private final Map<Thread, ClientTimeout> waiting = new LinkedHashMap<>();
    /** Empty until the first request. */
    private volatile Optional<Thread> dispatcher = Optional.empty();

    /**
     * @param most the number of threads
     * @param mostBytes of all answers that clients are reading; a single answer may be larger
     */
    RequestThreads(int most, long mostBytes) {
        this.mostBytes = mostBytes;
        workers = new ThreadPoolExecutor(
                0,
                most,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons("http-", new AtomicInteger()),
                (exchange, pool) -> waitForThread(exchange));
        patience = new ScheduledThreadPoolExecutor(1, daemons("http-patience-", new AtomicInteger()));
        patience.setRemoveOnCancelPolicy(true);
        patience.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        patience.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
        patience.allowCoreThreadTimeOut(true);
    }

    private static long limit(String property) {
        String seconds = System.getProperty(property, StatusServer.limits().get(property));
        return Math.round(Integer.parseInt(seconds) * PART * 1_000);
    }

    @Override
    public void execute(Runnable exchange) {
        dispatcher = Optional.of(Thread.currentThread());
        workers.execute(() -> {
            begin(new ClientTimeout(requestMillis, 0));
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
            begin(new ClientTimeout(answerMillis, bytes));
        }
    }

    private boolean hasRoom(long bytes) {
        long all = waiting.values().stream().mapToLong(each -> each.bytes).sum();
        for (ClientTimeout each : List.copyOf(waiting.values())) {
            if (all > 0 && all + bytes > mostBytes && each.bytes > 0 && each.isLong()) {
                all -= each.bytes;
                each.end();
            }
        }
        return all == 0 || all + bytes <= mostBytes;
    }

    /**
     * All threads are in use: waits until one is free or its client is slow, and disconnects the slow client that has
     * kept its thread waiting longest. The server accepts no other connection meanwhile.
     *
     * @throws RejectedExecutionException if all threads are still in use after that; closes the connection
     */
    private void waitForThread(Runnable exchange) {
        if (workers.isShutdown()) {
            throw new RejectedExecutionException("the server is closing");
        }
        try {
            if (workers.getQueue().offer(exchange, millisUntilOneIsSlow(), TimeUnit.MILLISECONDS)) {
                return;
            }
            synchronized (waiting) {
                waiting.values().stream()
                        .filter(ClientTimeout::isLong)
                        .findFirst()
                        .ifPresent(ClientTimeout::end);
            }
            if (!workers.getQueue().offer(exchange, FREE_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new RejectedExecutionException("no thread became free");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("the server is closing", e);
        }
    }

    private long millisUntilOneIsSlow() {
        synchronized (waiting) {
            return waiting.values().stream()
                    .findFirst()
                    .map(ClientTimeout::millisUntilLong)
                    .orElse(SLOW_AFTER_MILLIS);
        }
    }

    private void begin(ClientTimeout next) {
        synchronized (waiting) {
            waiting.put(next.thread, next);
        }
    }

    private void over() {
        synchronized (waiting) {
            ClientTimeout last = waiting.remove(Thread.currentThread());
            if (last != null) {
                last.timeout.cancel(false);
                waiting.notifyAll();
            }
        }
    }

    /** Accepts nothing more and lets running requests finish: a reload must not be interrupted. */
    void leave() {
        workers.shutdown();
        patience.shutdown();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        patience.shutdownNow();
    }

    /** Interrupts the thread that made it after some time, unless it ends first. */
    private final class ClientTimeout {
        final Thread thread = Thread.currentThread();
        final long bytes;
        final Future<?> timeout;
        private final long since = System.nanoTime();

        ClientTimeout(long millis, long bytes) {
            this.bytes = bytes;
            this.timeout = patience.schedule(this::end, millis, TimeUnit.MILLISECONDS);
        }

        boolean isLong() {
            return millisUntilLong() == 0;
        }

        long millisUntilLong() {
            long nanos = since + TimeUnit.MILLISECONDS.toNanos(SLOW_AFTER_MILLIS) - System.nanoTime();
            return nanos <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        }

        void end() {
            synchronized (waiting) {
                if (waiting.remove(thread, this)) {
                    thread.interrupt();
                    waiting.notifyAll();
                }
            }
        }
    }

    private static ThreadFactory daemons(String prefix, AtomicInteger number) {
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
