package dev.depwatch.status;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads {@code http-N} that read requests and send answers, and {@code http-patience}, which interrupts one that a
 * client keeps waiting: that closes the connection. The JDK closes slow connections too, but under TLS by sending the client
 * a last message, for which its one timer waits behind the very answer that the client does not take, and with it every other
 * request.
 */
final class Workers implements Executor, AutoCloseable {
    private static final long IDLE_THREAD_SECONDS = 30;
    /** Of the JDK's own limits: it must not come first. */
    private static final double PART = 0.9;

    private final long requestMillis = limit("sun.net.httpserver.maxReqTime");
    private final long answerMillis = limit("sun.net.httpserver.maxRspTime");
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor patience;
    /** By the thread that reads a request. */
    private final Map<Thread, Patience> reading = new ConcurrentHashMap<>();

    /** What sends an answer. */
    interface Sending {
        void send() throws IOException;
    }

    Workers(int most) {
        // Threads instead of a queue: what is too much is refused at once, which closes that connection.
        workers = new ThreadPoolExecutor(
                0,
                most,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons("http-", new AtomicInteger()));
        patience = new ScheduledThreadPoolExecutor(1, daemons("http-patience-", new AtomicInteger()));
        patience.setRemoveOnCancelPolicy(true);
        // While it closes, all connections are ending anyway.
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
        workers.execute(() -> {
            Patience request = new Patience(requestMillis);
            reading.put(request.thread, request);
            try {
                exchange.run();
            } finally {
                reading.remove(request.thread);
                request.over();
            }
        });
    }

    /** What this thread does next waits for nobody outside. */
    void requestIsRead() {
        Patience request = reading.get(Thread.currentThread());
        if (request != null) {
            request.over();
            // Had it ended in this very instant, what comes next must not know.
            Thread.interrupted();
        }
    }

    /** Sends an answer while the client takes it. */
    void sendWithin(Sending sending) throws IOException {
        Patience answer = new Patience(answerMillis);
        try {
            sending.send();
        } finally {
            answer.over();
        }
    }

    /** Begins nothing more, and lets what was begun end: a reload is not to be broken off. */
    void leave() {
        workers.shutdown();
        patience.shutdown();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        patience.shutdownNow();
    }

    /** Interrupts the thread that made it after some time, unless it is over by then. */
    private final class Patience {
        private final Thread thread = Thread.currentThread();
        private final Future<?> end;
        private boolean isOver;

        Patience(long millis) {
            end = patience.schedule(this::end, millis, TimeUnit.MILLISECONDS);
        }

        private synchronized void end() {
            if (!isOver) {
                thread.interrupt();
            }
        }

        synchronized void over() {
            isOver = true;
            end.cancel(false);
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
