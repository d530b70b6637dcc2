package dev.depwatch.status;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A process with nothing but a status server, for the JDK reads its limits once in a process. Prints its port, and ends
 * when its standard input does.
 */
final class LimitedServer {
    private LimitedServer() {}

    public static void main(String[] arguments) throws IOException {
        StatusServer.limits().forEach(System.getProperties()::putIfAbsent);
        Pages pages = new Pages(
                new PrometheusRegistry(),
                Optional::empty,
                new Health(List::of, Optional::empty),
                new Reload(() -> false, List::of),
                InstantSource.system());
        try (StatusServer server =
                StatusServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages)) {
            System.out.println(server.address().getPort());
            int end = System.in.read();
            assert end == -1;
        }
    }
}
