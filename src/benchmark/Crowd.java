import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures depwatch while many read its pages: its answers, its memory, and the time from a failure in a log to the
 * metric that counts it. depwatch watches 20 instances with 2,000 tokens. First nobody else reads, then 500 clients
 * send one byte of a header each second, then others send 2,000 requests a second as well.
 *
 * <p>{@code java src/benchmark/Crowd.java [SECONDS [SLOW [REQUESTS]]]}, from the project's folder; default: 60 seconds
 * each, 500 slow clients, 2,000 requests a second.
 */
final class Crowd {
    private static final String FAILURE = " [ERROR] [duledPool-8] [ntInstanceSyncCommService] - com.jamfsoftware.jss.objects"
            + ".streamlinedenrollment.service.DeviceEnrollmentProgramException: An error occurred during oauth token"
            + " refresh\n";
    private static final int INSTANCES = 20;
    private static final int TOKENS_EACH = 100;
    private static final int CONNECTIONS = 16;

    private final Path folder;
    private final int port;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    private Crowd(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        int slow = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
        int requests = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2000;
        new Crowd(Files.createTempDirectory("depwatch-crowd")).run(seconds, slow, requests);
        System.exit(0);
    }

    private void run(int seconds, int slow, int requests) throws Exception {
        configure();
        Process process = start();
        phase("nobody else", process, seconds);
        for (int each = 0; each < slow; each++) {
            thread("slow-" + each, this::sendSlowly);
        }
        phase(slow + " slow clients", process, seconds);
        for (int each = 0; each < CONNECTIONS; each++) {
            thread("reader-" + each, () -> read(requests / CONNECTIONS));
        }
        phase("and " + requests + " requests a second", process, seconds);
        ended.set(true);
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it did not end within a minute");
        }
    }

    /** Writes a failure every half second, and waits for the metric that counts it. */
    private void phase(String name, Process process, int seconds) throws Exception {
        answered.set(0);
        busy.set(0);
        failed.set(0);
        List<Long> delays = new ArrayList<>();
        long resident = 0;
        long begun = System.nanoTime();
        int written = 0;
        DateTimeFormatter time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT);
        long counted = counted();
        try (FileOutputStream log = new FileOutputStream(log(0).toFile(), true)) {
            while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds)) {
                log.write((LocalDateTime.now(ZoneOffset.UTC).format(time) + FAILURE).getBytes(StandardCharsets.UTF_8));
                written++;
                long at = System.nanoTime();
                while (counted() < counted + written && System.nanoTime() - at < TimeUnit.SECONDS.toNanos(30)) {
                    Thread.sleep(20);
                }
                delays.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - at));
                resident = Math.max(resident, resident(process));
                Thread.sleep(500);
            }
        }
        double took = (System.nanoTime() - begun) / 1e9;
        delays.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%-32s %5.0f answers/s, %4.0f of them 503; %d broken; failures counted %d of %d, p50 %d ms, most %d ms; RSS at"
                        + " most %d MB%n",
                name,
                answered.get() / took,
                busy.get() / took,
                failed.get(),
                counted() - counted,
                written,
                delays.get(delays.size() / 2),
                delays.get(delays.size() - 1),
                resident);
    }

    /** The sum of all failures that {@code /metrics} shows; asks again while it answers 503, as Prometheus would. */
    private long counted() throws InterruptedException {
        String text = get("/metrics");
        while (!text.startsWith("HTTP/1.1 200")) {
            Thread.sleep(20);
            text = get("/metrics");
        }
        return Arrays.stream(text.split("\n"))
                .filter(line -> line.startsWith("depwatch_failures_total{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private void sendSlowly() throws IOException {
        while (!ended.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes());
                while (!ended.get()) {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                    socket.getOutputStream().write('x');
                }
            } catch (IOException e) {
                // depwatch has closed the connection: the next one.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /**
     * Sends requests at a steady rate over one connection, mostly for a small answer, one of a hundred for a large one.
     */
    private void read(int aSecond) throws IOException {
        long pause = TimeUnit.SECONDS.toNanos(1) / aSecond;
        long next = System.nanoTime();
        int number = 0;
        while (!ended.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                while (!ended.get()) {
                    LockSupport.parkNanos(next - System.nanoTime());
                    next += pause;
                    String path = ++number % 100 == 0 ? "/api/v1/assessment" : "/-/healthy";
                    socket.getOutputStream()
                            .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes());
                    int status = answer(socket.getInputStream());
                    answered.incrementAndGet();
                    if (status == 503) {
                        busy.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }
    }

    /** Reads one answer to its end. */
    private static int answer(InputStream input) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("ended");
            }
            head.append((char) next);
        }
        String headers = head.toString().toLowerCase(Locale.ROOT);
        if (headers.contains("transfer-encoding: chunked")) {
            for (int size = chunk(input); size > 0; size = chunk(input)) {
                input.skipNBytes(size);
                input.skipNBytes(2);
            }
            input.skipNBytes(2);
        } else {
            int at = headers.indexOf("content-length: ") + 16;
            input.skipNBytes(Long.parseLong(headers.substring(at, headers.indexOf("\r\n", at))));
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    private static int chunk(InputStream input) throws IOException {
        StringBuilder size = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new IOException("ended");
            }
            size.append((char) next);
        }
        return Integer.parseInt(size.toString().trim(), 16);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(String name, Work work) {
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                name,
                128 << 10);
        thread.setDaemon(true);
        thread.start();
    }

    private Path log(int instance) {
        return folder.resolve("instance-" + instance + ".log");
    }

    private void configure() throws IOException {
        StringBuilder text = new StringBuilder("listen: 127.0.0.1:" + port + "\ninstances:\n");
        for (int instance = 0; instance < INSTANCES; instance++) {
            Files.createFile(log(instance));
            text.append("  - name: instance-" + instance + "\n    logs: " + log(instance) + "\n    tokens:\n");
            for (int token = 0; token < TOKENS_EACH; token++) {
                text.append("      - { kind: ade, id: \"" + token + "\", name: Department " + token + ", owner: owner-"
                        + token + "@example.org, expires: 2099-01-01 }\n");
            }
        }
        text.append("alerts:\n  receivers:\n    - { name: console, console: {} }\n");
        Files.writeString(folder.resolve("depwatch.yml"), text);
        String launcher = Files.readString(Path.of("src/main/package/depwatch"));
        Path jar = Path.of("target/depwatch.jar").toAbsolutePath();
        Files.writeString(folder.resolve("depwatch"), launcher.replace("/usr/share/depwatch/depwatch.jar", jar.toString()));
        Files.createDirectories(folder.resolve("cache"));
    }

    private Process start() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "sh", folder.resolve("depwatch").toString(), "run", "--config", folder.resolve("depwatch.yml").toString());
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CACHE_DIRECTORY", folder.resolve("cache").toString());
        builder.environment().put("STATE_DIRECTORY", Files.createDirectories(folder.resolve("state")).toString());
        builder.environment().put("DEPWATCH_JAVA_OPTIONS", "@" + Path.of("config/jvm.options").toAbsolutePath());
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
        Process process = builder.start();
        for (int tries = 0; !get("/-/ready").startsWith("HTTP/1.1 200"); tries++) {
            if (!process.isAlive() || tries > 600) {
                throw new IllegalStateException("not ready; it said:\n" + Files.readString(folder.resolve("output")));
            }
            Thread.sleep(100);
        }
        return process;
    }

    /** The answer; empty if there is none. */
    private String get(String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static long resident(Process process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
            if (line.startsWith("Rss:")) {
                return Long.parseLong(line.split("\\s+")[1]) / 1024;
            }
        }
        return 0;
    }
}
