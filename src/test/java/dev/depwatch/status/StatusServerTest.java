package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.depwatch.status.Pages.CalendarPage;
import dev.depwatch.status.Pages.FrontPage;
import dev.depwatch.status.Pages.Reload;
import dev.depwatch.web.Web;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
@Order(1)
class StatusServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofMinutes(1)).build();
    private final Metering metering = new Metering(Fleet.withEveryProblem());
    private final List<Socket> sockets = new ArrayList<>();
    private StatusServer server;

    @BeforeEach
    void start() throws Exception {
        server = start(ANY_PORT);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        metering.close();
    }

    private volatile Runnable slowPage = () -> {};

    private byte[] page(String query) {
        slowPage.run();
        return ("<h1>" + query + "</h1>").getBytes(UTF_8);
    }

    private Pages pages() {
        return new Pages(
                new FrontPage(this::page, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
                new CalendarPage(assessment -> new byte[0], path -> false),
                metering.meters().prometheus(),
                () -> Optional.of(Fleet.withEveryProblem().assessment()),
                new Health(List::of, Optional::empty),
                new Reload(() -> true, List::of),
                InstantSource.fixed(Fleet.NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/api/v1/assessment", "/-/healthy", "/-/ready", "/nothing"})
    void no_answer_is_cached_sniffed_or_allowed_to_load_anything(String path) throws Exception {
        HttpResponse<byte[]> response = send(request(path));

        assertThat(response.headers().map())
                .containsEntry("cache-control", List.of("no-store"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry(
                        "content-security-policy",
                        List.of("default-src 'none'; base-uri 'none'; frame-ancestors 'none'"))
                .containsKey("content-type");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a client that accepts gzip gets it | /metrics   | gzip              | gzip
                    also among others                  | /metrics   | deflate, gzip;q=1 | gzip
                    a client that omits it does not    | /metrics   | br                | none
                    a short answer stays plain         | /-/healthy | gzip              | none
                    """)
    void an_answer_is_compressed(String rule, String path, String acceptEncoding, String encoding) throws Exception {
        HttpResponse<byte[]> response = send(request(path).header("Accept-Encoding", acceptEncoding));

        assertThat(response.headers().firstValue("Content-Encoding").orElse("none"))
                .as(rule)
                .isEqualTo(encoding);
        InputStream body = new ByteArrayInputStream(response.body());
        try (InputStream plain = encoding.equals("gzip") ? new GZIPInputStream(body) : body) {
            assertThat(new String(plain.readAllBytes(), UTF_8))
                    .as(rule)
                    .contains("h")
                    .endsWith("\n");
        }
    }

    @Test
    void head_has_the_headers_of_get_and_no_body() throws Exception {
        HttpResponse<byte[]> get = send(request("/api/v1/assessment"));
        HttpResponse<byte[]> head =
                send(request("/api/v1/assessment").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(get.headers().firstValue("Content-Length"));
    }

    @Test
    void a_post_is_rejected_and_the_connection_stays_usable() throws Exception {
        HttpResponse<byte[]> response =
                send(request("/metrics").POST(HttpRequest.BodyPublishers.ofString("x".repeat(1000))));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(send(request("/-/healthy")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "GET mailto:a@example.org HTTP/1.1\r\n\r\n",
                "GET http://[ HTTP/1.1\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nContent-Length: many\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\n\r\n"
            })
    void a_malformed_request_affects_no_other_client(String nonsense) throws Exception {
        connect().getOutputStream().write(nonsense.getBytes(ISO_8859_1));

        assertThat(send(request("/-/healthy")).statusCode()).isEqualTo(200);
    }

    @Test
    void answers_are_made_by_daemon_threads_named_http() throws Exception {
        List<Thread> makers = new CopyOnWriteArrayList<>();
        slowPage = () -> makers.add(Thread.currentThread());

        send(request("/"));

        assertThat(makers)
                .hasSize(1)
                .allMatch(thread -> thread.isDaemon() && thread.getName().matches("http-\\d+"));
    }

    @Test
    void an_address_in_use_is_named_with_what_to_do() {
        assertThatThrownBy(() -> start(server.address()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("listen: cannot listen on ")
                .hasMessageContaining(":" + server.address().getPort() + " (")
                .hasMessageContaining("stop what listens there")
                .hasMessageContaining("set another port");
    }

    @Test
    void a_host_name_without_an_address_is_named() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 19137);

        assertThatThrownBy(() -> start(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessage("listen: the host name \"nowhere.invalid\" has no address; give an address of this host,"
                        + " for example 127.0.0.1:19137");
    }

    @Test
    void a_dead_dispatcher_is_reported() throws Exception {
        send(request("/-/healthy"));
        assertThat(server.trouble(Fleet.NOW)).isEmpty();

        server.close();

        assertThat(server.trouble(Fleet.NOW))
                .hasValueSatisfying(
                        trouble -> assertThat(trouble).contains("thread that accepts connections", "restart depwatch"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    the address that it listens on      | 127.0.0.1:19137     | 200
                    any other address                   | 192.0.2.1           | 200
                    an address of IPv6                  | [::1]:19137         | 200
                    localhost                           | localhost           | 200
                    a name under localhost              | depwatch.LOCALHOST  | 200
                    a name that resolves to this host   | evil.example.com    | 421
                    a name that looks like localhost    | localhost.evil.com  | 421
                    a name that looks like an address   | 127.0.0.1.evil.com  | 421
                    """)
    void dns_rebinding_is_rejected(String rule, String host, int status) throws Exception {
        assertThat(answer("/metrics", host)).as(rule).startsWith("HTTP/1.1 " + status + " ");
        assertThat(StatusServer.isMeant(host, false)).as("others reach it").isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site, same-origin, 403", "Sec-Fetch-Site, none, 403", "Accept, */*, 200"})
    void a_web_page_cannot_reload(String header, String value, int status) throws Exception {
        assertThat(send(request("/-/reload").header(header, value).POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void a_host_of_a_thousand_labels_is_rejected() throws Exception {
        for (int i = 0; i < 70; i++) {
            assertThat(answer("/", "a.".repeat(8_000) + "localhost")).startsWith("HTTP/1.1 421 ");
        }
        assertThat(send(request("/-/healthy")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_busy_server_rejects_pages_but_reports_health_and_unknown_paths() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Semaphore goOn = new Semaphore(0);
        slowPage = () -> {
            begun.countDown();
            goOn.acquireUninterruptibly();
        };
        CompletableFuture<HttpResponse<byte[]>> slow =
                client.sendAsync(request("/").build(), BodyHandlers.ofByteArray());
        begun.await();

        HttpResponse<byte[]> busy = send(request("/api/v1/assessment"));
        HttpResponse<byte[]> healthy = send(request("/-/healthy"));
        HttpResponse<byte[]> unknown = send(request("/nothing"));
        goOn.release();

        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        assertThat(healthy.statusCode()).isEqualTo(200);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(slow.get().statusCode()).isEqualTo(200);
    }

    private StatusServer start(InetSocketAddress address) throws Exception {
        return StatusServer.start(address, pages(), Web.of(Optional.empty()), new SimpleMeterRegistry());
    }

    /** The answer to a request for another host. */
    private String answer(String path, String host) throws IOException {
        Socket socket = connect();
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                        .formatted(path, host)
                        .getBytes(ISO_8859_1));
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        sockets.add(socket);
        return socket;
    }
}
