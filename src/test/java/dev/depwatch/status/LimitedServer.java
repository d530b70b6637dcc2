package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.ConfigException;
import dev.depwatch.status.Pages.CalendarPage;
import dev.depwatch.status.Pages.FrontPage;
import dev.depwatch.status.Pages.Reload;
import dev.depwatch.web.Web;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** A process with only a status server, since the JDK reads its limits once in a process. */
final class LimitedServer implements AutoCloseable {
    /** Enough long rows that no buffer on the way holds the whole answer: 3 MB. Short ones would take longer to write. */
    private static final int ROWS = 5_000;

    private static final String LONG = "x".repeat(600);

    private final Process process;
    private final int port;

    private LimitedServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the process.
     *
     * @param web a web configuration file
     * @param options of Java, such as an administrator's own limits
     */
    static LimitedServer start(Optional<Path> web, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // For a process that lives for seconds.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LimitedServer.class.getName()));
        web.map(Path::toString).ifPresent(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new LimitedServer(process, port(process.inputReader(UTF_8)));
    }

    int port() {
        return port;
    }

    /** Ends the process, which must have had no fault. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        assertThat(process.onExit().orTimeout(1, TimeUnit.MINUTES).join().exitValue())
                .isZero();
    }

    /** Prints the port, and ends when the standard input ends. */
    public static void main(String[] arguments) throws IOException, ConfigException {
        StatusServer.limits().forEach(System.getProperties()::putIfAbsent);
        PrometheusRegistry registry = new PrometheusRegistry();
        // Made once: hundreds of clients ask for them.
        MetricSnapshot rows = rows();
        registry.register(() -> rows);
        Pages pages = pages(registry, path -> false);
        Web web = Web.of(Stream.of(arguments).map(Path::of).findFirst());
        try (StatusServer server = StatusServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages, web, new SimpleMeterRegistry())) {
            System.out.println(server.address().getPort());
            int end = System.in.read();
            assert end == -1;
        }
    }

    /** Of a depwatch that has assessed nothing yet. */
    static Pages pages(PrometheusRegistry registry, Predicate<String> isFeed) {
        return new Pages(
                new FrontPage(query -> ("<h1>" + query + "</h1>").getBytes(UTF_8), "default-src 'none'"),
                new CalendarPage(assessment -> new byte[0], isFeed),
                registry,
                Optional::empty,
                new Health(List::of, Optional::empty),
                new Reload(() -> false, List::of),
                InstantSource.system());
    }

    private static MetricSnapshot rows() {
        GaugeSnapshot.Builder rows = GaugeSnapshot.builder().name("rows").help("Many.");
        for (int row = 0; row < ROWS; row++) {
            rows.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("row", LONG + row))
                    .value(row)
                    .build());
        }
        return rows.build();
    }

    /** The port that the process prints, after the log of a logger without a configuration. */
    private static int port(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (line != null && !line.matches("\\d+")) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("the process has ended");
        }
        return Integer.parseInt(line);
    }

    /** Everything until the process closes the connection, which may be by a reset. */
    static byte[] restOf(Socket socket) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try (InputStream in = socket.getInputStream()) {
            in.transferTo(rest);
        } catch (SocketException | SSLException reset) {
            // The bytes before the reset are the whole answer.
        }
        return rest.toByteArray();
    }
}
