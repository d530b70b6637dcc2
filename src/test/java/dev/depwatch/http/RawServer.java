package dev.depwatch.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A TCP server that breaks the rules of HTTP: it runs a script on each connection after the request. */
public final class RawServer implements AutoCloseable {
    /** What the server does with a connection after it has read the request's headers. */
    public interface Script {
        void play(Socket connection, CountDownLatch closing) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);

    public RawServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Sends these bytes and closes. */
    public static Script answering(String raw) {
        return (connection, closing) -> connection.getOutputStream().write(raw.getBytes(StandardCharsets.UTF_8));
    }

    /** Never answers. */
    public static Script hanging() {
        return (connection, closing) -> closing.await();
    }

    /** Sends good headers and then a byte now and then, until the client has disconnected. */
    public static Script sendingSlowly(CountDownLatch clientGone) {
        return (connection, closing) -> {
            OutputStream out = connection.getOutputStream();
            try {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                    out.write('x');
                    out.flush();
                }
            } catch (IOException e) {
                clientGone.countDown();
            }
        };
    }

    /** Cuts the connection with a TCP reset. */
    public static Script resetting() {
        return (connection, closing) -> connection.setSoLinger(true, 0);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    /** Waits until a request has come in. */
    public void awaitRequest() throws InterruptedException {
        asked.await();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                start(() -> play(connection));
            }
        } catch (IOException closed) {
            closing.countDown();
        }
    }

    private void play(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            for (int lineEnds = 0; lineEnds < 4; ) {
                int read = in.read();
                if (read < 0) {
                    return;
                }
                lineEnds = read == '\r' || read == '\n' ? lineEnds + 1 : 0;
            }
            asked.countDown();
            script.play(connection, closing);
        } catch (IOException ignored) {
            // The client has disconnected, which it may.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        List<Thread> started;
        synchronized (this) {
            started = List.copyOf(threads);
        }
        started.forEach(Thread::interrupt);
    }
}
