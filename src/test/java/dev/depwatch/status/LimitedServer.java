package dev.depwatch.status;

import dev.depwatch.config.ConfigException;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * A process with only a status server, since the JDK reads its limits once in a process. Its argument, if any, is a web
 * configuration file. Prints its port, and ends when its standard input ends.
 */
final class LimitedServer {
    /** Enough rows that no buffer on the way holds the whole answer. */
    private static final int ROWS = 50_000;

    private LimitedServer() {}

    public static void main(String[] arguments) throws IOException, ConfigException {
        StatusServer.limits().forEach(System.getProperties()::putIfAbsent);
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(LimitedServer::rows);
        Pages pages = new Pages(
                new FrontPage(query -> "<h1>" + query + "</h1>", "default-src 'none'"),
                registry,
                Optional::empty,
                new Health(List::of, Optional::empty),
                new Reload(() -> false, List::of),
                InstantSource.system());
        Web web = Web.of(Stream.of(arguments).map(Path::of).findFirst());
        try (StatusServer server = StatusServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages, web, new SimpleMeterRegistry())) {
            System.out.println(server.address().getPort());
            int end = System.in.read();
            assert end == -1;
        }
    }

    private static MetricSnapshot rows() {
        GaugeSnapshot.Builder rows = GaugeSnapshot.builder().name("rows").help("Many.");
        for (int row = 0; row < ROWS; row++) {
            rows.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("row", "the row with the number " + row))
                    .value(row)
                    .build());
        }
        return rows.build();
    }

    /** The port that such a process prints, after the log of a logger without a configuration. */
    static int port(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (line != null && !line.matches("\\d+")) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("the process has ended");
        }
        return Integer.parseInt(line);
    }

    /** Everything until such a process closes the connection, which may be by a reset. */
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
