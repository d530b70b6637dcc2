package dev.depwatch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import dev.depwatch.http.HttpException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class HttpTest {
    private static final Duration BRIEF = Duration.ofMillis(1500);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SECRET = "s3cret-path";
    private static final byte[] NOTHING = {};

    @TempDir
    Path folder;

    private Optional<LocalServer> server = Optional.empty();

    @AfterEach
    void stop() {
        server.ifPresent(LocalServer::close);
    }

    @Test
    void a_request_arrives_unchanged_and_any_status_is_an_answer() throws Exception {
        URI uri = serve(503, "{\"é\":1}");

        Http.Response response =
                http(LONG).send("POST", uri, Map.of("X-Asked", "yes"), "body".getBytes(StandardCharsets.UTF_8), 100);

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("{\"é\":1}");
        assertThat(response.header("x-was")).contains("POST yes body");
        assertThat(response.certificate()).as("without TLS").isEmpty();
    }

    @Test
    void a_redirect_is_an_answer_and_is_not_followed() throws Exception {
        URI uri = serve(302, "");

        assertThat(get(http(LONG), uri).status()).isEqualTo(302);
    }

    @Test
    void a_body_is_read_up_to_its_limit() throws Exception {
        URI uri = serve(200, "x".repeat(100_000));

        assertThat(http(LONG).send("GET", uri, Map.of(), NOTHING, 100_000).body())
                .hasSize(100_000);
        HttpException refused =
                catchThrowableOfType(HttpException.class, () -> http(LONG).send("GET", uri, Map.of(), NOTHING, 99_999));

        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refused).hasMessageContaining("99999 bytes").hasMessageNotContaining(SECRET);
    }

    @Test
    void one_server_has_at_most_five_exchanges_at_a_time() throws Exception {
        Semaphore arrivals = new Semaphore(0);
        Semaphore answers = new Semaphore(0);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        RawServer.Script good =
                RawServer.answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        ExecutorService threads = Executors.newCachedThreadPool();
        Http http = http(LONG);
        try (RawServer busy = new RawServer((connection, closing) -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            arrivals.release();
            answers.acquire();
            open.decrementAndGet();
            good.play(connection, closing);
        })) {
            List<Future<Http.Response>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(threads.submit(() -> get(http, busy.uri("/"))));
            }
            for (int i = 0; i < 12; i++) {
                assertThat(arrivals.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                if (i >= 4) {
                    answers.release();
                }
            }
            answers.release(4);

            for (Future<Http.Response> one : all) {
                assertThat(one.get().status()).isEqualTo(200);
            }
            assertThat(most).hasValue(5);
        }
        threads.shutdown();
    }

    static Stream<Arguments> brokenAnswers() {
        return Stream.of(
                Arguments.of("a server that never answers is a time-out", RawServer.hanging(), Reason.TIMEOUT),
                Arguments.of(
                        "a body that dribbles is a time-out, whatever arrives meanwhile",
                        RawServer.sendingSlowly(new CountDownLatch(1)),
                        Reason.TIMEOUT),
                Arguments.of(
                        "a body that breaks off is broken",
                        RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"),
                        Reason.BROKEN),
                Arguments.of(
                        "a chunked body that breaks off is broken",
                        RawServer.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf"),
                        Reason.BROKEN),
                Arguments.of(
                        "something other than HTTP is broken, and is not quoted",
                        RawServer.answering("SSH-2.0-" + SECRET + "\r\n\r\n"),
                        Reason.BROKEN),
                Arguments.of(
                        "a proxy that wants a sign-in does not let this host through",
                        RawServer.answering("HTTP/1.1 407 " + SECRET + "\r\nContent-Length: 0\r\n\r\n"),
                        Reason.BROKEN),
                Arguments.of("an end without an answer is broken", RawServer.answering(""), Reason.BROKEN),
                Arguments.of("a reset connection is broken", RawServer.resetting(), Reason.BROKEN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenAnswers")
    void a_broken_answer_is_reported_in_time_without_secrets(String rule, RawServer.Script script, Reason kind)
            throws Exception {
        try (RawServer raw = new RawServer(script)) {
            Duration allowed = kind == Reason.TIMEOUT ? BRIEF : LONG;

            HttpException failure = failure(http(allowed), raw.uri("/services/" + SECRET + "?q=" + SECRET));

            assertThat(failure.reason()).as(rule).isEqualTo(kind);
            assertThat(failure)
                    .hasMessageStartingWith(Http.server(raw.uri("/")) + " ")
                    .hasMessageNotContainingAny(SECRET, "certificate")
                    .hasNoCause();
        }
    }

    @Test
    void a_slow_server_is_disconnected() throws Exception {
        CountDownLatch clientGone = new CountDownLatch(1);
        try (RawServer raw = new RawServer(RawServer.sendingSlowly(clientGone))) {
            assertThatThrownBy(() -> get(http(BRIEF), raw.uri("/"))).isInstanceOf(HttpException.class);

            assertThat(clientGone.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a port where nobody listens | http://127.0.0.1:1/s3cret-path | http://127.0.0.1:1 refuses the connection or \
                cannot be reached: check the port, that the host is up, and the proxy if one is set
            a host that nobody knows    | http://user:s3cret-path@HOST/ | http://HOST: the host name is \
                not known here: check the address, the DNS, and the proxy if one is set
            """)
    void a_server_that_is_not_there_is_unreachable(String what, String uri, String sentence) throws Exception {
        // No host has a name with so many letters, and no DNS is asked for it.
        String host = "j".repeat(64);

        HttpException failure = failure(http(LONG), URI.create(uri.replace("HOST", host)));

        assertThat(failure.reason()).as(what).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessage(sentence.replaceAll(" +", " ").replace("HOST", host));
    }

    @Test
    void an_exchange_can_have_a_time_limit_of_its_own() throws Exception {
        try (RawServer raw = new RawServer(RawServer.sendingSlowly(new CountDownLatch(1)))) {
            HttpException refused = catchThrowableOfType(
                    HttpException.class,
                    () -> http(LONG).send("GET", raw.uri("/"), Map.of(), new byte[0], BRIEF, 100_000));

            assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void an_interrupt_ends_an_exchange_soon() throws Exception {
        try (RawServer raw = new RawServer(RawServer.hanging())) {
            FutureTask<Http.Response> exchange = new FutureTask<>(() -> get(http(LONG), raw.uri("/")));
            Thread caller = new Thread(exchange, "caller");
            caller.start();
            raw.awaitRequest();

            caller.interrupt();

            assertThatThrownBy(() -> exchange.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void a_self_signed_certificate_is_trusted_only_if_the_ca_file_names_it() throws Exception {
        Certificates.Identity identity = new Certificates(folder).selfSigned("localhost");
        URI uri = serve(new HttpsConfigurator(identity.server()), 200, "hello");

        HttpException refused = failure(http(LONG), uri);

        assertThat(refused.reason()).isEqualTo(Reason.TLS);
        assertThat(refused)
                .hasMessageEndingWith(
                        "put the authority's certificate (PEM) into caFile; for Apple, Slack, Teams, PagerDuty and the"
                                + " heartbeat into the certificates of the Java that runs depwatch (keytool -importcert -cacerts), and"
                                + " restart it");
        assertThat(get(new Http(LONG, Optional.of(identity.pem())), uri).body()).isEqualTo("hello");
    }

    @Test
    void a_private_authority_is_trusted_if_the_ca_file_names_it() throws Exception {
        Certificates.Identity identity = new Certificates(folder).signed("localhost", -1, 2);
        URI uri = serve(new HttpsConfigurator(identity.server()), 200, "hello");

        Http.Response response = get(new Http(LONG, Optional.of(identity.pem())), uri);

        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.certificate()
                        .orElseThrow()
                        .getSubjectAlternativeNames()
                        .toString())
                .contains("localhost");
    }

    @Test
    void every_certificate_of_a_ca_file_is_trusted_and_text_is_ignored() throws Exception {
        Certificates certificates = new Certificates(folder);
        Certificates.Identity first = certificates.selfSigned("elsewhere.example.org");
        Certificates.Identity second = certificates.selfSigned("localhost");
        Path both = folder.resolve("both.pem");
        Files.writeString(
                both, "# ours\n" + Files.readString(first.pem()) + "\nCertificate:\n" + Files.readString(second.pem()));
        URI uri = serve(new HttpsConfigurator(second.server()), 200, "hello");

        assertThat(get(new Http(LONG, Optional.of(both)), uri).body()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "other.example.org, -1, a certificate that does not fit its name",
        "localhost, -10, a certificate that has expired",
    })
    void a_trusted_certificate_must_fit(String name, int firstDay, String sentence) throws Exception {
        Certificates.Identity identity = new Certificates(folder).signed(name, firstDay, 2);
        URI uri = serve(new HttpsConfigurator(identity.server()), 200, "hello");

        HttpException refused = failure(new Http(LONG, Optional.of(identity.pem())), uri);

        assertThat(refused.reason()).isEqualTo(Reason.TLS);
        assertThat(refused).hasMessageContaining(sentence);
    }

    @Test
    void a_scheme_may_be_written_in_capitals() throws Exception {
        URI plain = serve(200, "hello");

        assertThat(get(http(LONG), URI.create("HTTP" + plain.toString().substring("http".length())))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_certificate_that_the_server_requires_may_be_why(String version) throws Exception {
        Certificates.Identity identity = new Certificates(folder).selfSigned("localhost");
        HttpsConfigurator requiring = new HttpsConfigurator(identity.server()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters required = getSSLContext().getDefaultSSLParameters();
                required.setProtocols(new String[] {version});
                required.setNeedClientAuth(true);
                parameters.setSSLParameters(required);
            }
        };
        URI uri = serve(requiring, 200, "hello");

        // By TLS 1.3 a handshake is over before the server looks for the certificate.
        assertThat(failure(new Http(LONG, Optional.of(identity.pem())), uri))
                .hasMessageContaining(" client certificate");
    }

    /** Tomcat's answer to a handshake. The JDK's own server gives it only up to Java 24. */
    @Test
    void https_to_a_plain_http_port_is_a_tls_error() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            FutureTask<Void> answering = new FutureTask<>(() -> {
                while (true) {
                    try (Socket connection = plain.accept()) {
                        connection.getInputStream().read();
                        connection
                                .getOutputStream()
                                .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    }
                }
            });
            new Thread(answering, "plain").start();
            URI https = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");

            HttpException refused = failure(http(LONG), https);

            assertThat(refused.reason()).isEqualTo(Reason.TLS);
            assertThat(refused).hasMessageContaining("find no common TLS");
        }
    }

    @Test
    void an_invalid_ca_file_is_rejected_with_its_path() throws Exception {
        Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "not a certificate");
        Path damaged = Files.writeString(
                folder.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Path missing = folder.resolve("missing.pem");

        for (Path bad : new Path[] {rubbish, damaged}) {
            assertThatThrownBy(() -> new Http(LONG, Optional.of(bad)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("caFile " + bad + " holds no readable certificate; expected one or several blocks"
                            + " \"-----BEGIN CERTIFICATE-----\", and no private key");
        }
        assertThatThrownBy(() -> new Http(LONG, Optional.of(missing)))
                .hasMessage("caFile " + missing + " cannot be read (no such file)");
    }

    @Test
    void an_invalid_request_is_rejected_without_quoting_it() throws Exception {
        Http http = http(LONG);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> http.send(
                        "GET",
                        URI.create("http://127.0.0.1:1/" + SECRET),
                        Map.of("Authorization", "Bearer " + SECRET + "\n"),
                        NOTHING,
                        10))
                .withMessageContaining("http://127.0.0.1:1 ")
                .withMessageNotContaining(SECRET)
                .withNoCause();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get(http, URI.create("ftp://example.org/" + SECRET)))
                .withMessageNotContaining(SECRET)
                .withNoCause();
    }

    private static Http http(Duration timeout) throws IOException {
        return new Http(timeout, Optional.empty());
    }

    private static Http.Response get(Http http, URI uri) throws HttpException, InterruptedException {
        return http.send("GET", uri, Map.of(), NOTHING, 1 << 20);
    }

    private static HttpException failure(Http http, URI uri) {
        return catchThrowableOfType(HttpException.class, () -> get(http, uri));
    }

    private URI serve(int status, String body) throws IOException {
        return serve(null, status, body);
    }

    /** Answers every request with one status and body, and describes the request in a header. */
    private URI serve(@Nullable HttpsConfigurator tls, int status, String body) throws IOException {
        HttpHandler answer = exchange -> {
            String asked = exchange.getRequestHeaders().getFirst("X-Asked");
            exchange.getResponseHeaders()
                    .set("X-Was", exchange.getRequestMethod() + " " + asked + " " + LocalServer.body(exchange));
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
            LocalServer.answer(exchange, status, body);
        };
        server = Optional.of(new LocalServer(Map.of("/", answer), Optional.ofNullable(tls)));
        return server.get().uri("/" + SECRET);
    }
}
