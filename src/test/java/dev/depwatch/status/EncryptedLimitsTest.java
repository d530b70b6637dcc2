package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.http.Certificates;
import dev.depwatch.http.Certificates.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slow and hostile clients under TLS. */
@Timeout(180)
class EncryptedLimitsTest {
    /** The server closes one connection too many at once, and also one that is slower than the short limits here. */
    private static final ConditionFactory PATIENTLY = await().atMost(Duration.ofMinutes(1))
            .ignoreExceptionsMatching(e -> e instanceof SocketException || e instanceof SSLException);

    @TempDir
    private static Path folder;

    private static LimitedServer server;
    private static SSLContext client;

    @BeforeAll
    static void start() throws Exception {
        Certificates certificates = new Certificates(folder);
        Identity identity = certificates.selfSigned("localhost");
        client = Certificates.client(identity, Optional.empty());
        Path web = Files.writeString(folder.resolve("web.yml"), """
                tls_server_config: { cert_file: "%s", key_file: "%s" }
                """.formatted(
                        certificates.chain(identity), certificates.privateKey(identity)));
        // An administrator's own limits, shorter than ours so that the test is short too.
        server = LimitedServer.start(
                Optional.of(web), "-Dsun.net.httpserver.maxReqTime=1", "-Dsun.net.httpserver.maxRspTime=1");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void a_client_that_never_begins_to_encrypt_is_cut_off() throws IOException {
        try (Socket silent = connect()) {
            assertThat(LimitedServer.restOf(silent)).isEmpty();
        }
    }

    @Test
    void a_client_without_encryption_is_cut_off_without_an_answer() throws IOException {
        try (Socket plain = connect()) {
            plain.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));

            assertThat(new String(LimitedServer.restOf(plain), ISO_8859_1)).doesNotContain("depwatch");
        }
    }

    @Test
    void a_client_that_renegotiates_is_cut_off() {
        PATIENTLY.untilAsserted(() -> {
            try (SSLSocket greedy = encrypted(connect(), "TLSv1.2")) {
                AtomicInteger negotiated = new AtomicInteger();
                greedy.addHandshakeCompletedListener(event -> negotiated.incrementAndGet());
                greedy.startHandshake();

                assertThat(LimitedServer.restOf(greedy)).isEmpty();
                assertThat(negotiated).hasValue(0);
            }
        });
    }

    @Test
    void a_client_that_does_not_finish_its_request_is_cut_off() {
        PATIENTLY.untilAsserted(() -> {
            try (SSLSocket slow = encrypted(connect())) {
                slow.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: a".getBytes(ISO_8859_1));

                assertThat(LimitedServer.restOf(slow)).isEmpty();
            }
        });
    }

    @Test
    void clients_that_read_no_answer_are_cut_off_for_others() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int index = 0; index < 8; index++) {
                askWithoutReadingTheAnswer(sockets);
            }

            assertThat(answer()).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void askWithoutReadingTheAnswer(List<Socket> sockets) throws IOException {
        Socket deaf = new Socket();
        sockets.add(deaf);
        deaf.setReceiveBufferSize(2048);
        deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        try {
            encrypted(deaf)
                    .getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
        } catch (IOException ignored) {
            // Too slow for this server, which is busy with earlier clients.
        }
    }

    /** The answer to a well-behaved client, once there is room for it. */
    private static String answer() throws IOException {
        return PATIENTLY.until(
                () -> {
                    try (SSLSocket good = encrypted(connect())) {
                        good.getOutputStream()
                                .write("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                        .getBytes(ISO_8859_1));
                        return new String(LimitedServer.restOf(good), ISO_8859_1);
                    }
                },
                answer -> !answer.isEmpty());
    }

    private static SSLSocket encrypted(Socket socket) throws IOException {
        return encrypted(socket, "TLSv1.3");
    }

    private static SSLSocket encrypted(Socket socket, String version) throws IOException {
        SSLSocket encrypted =
                (SSLSocket) client.getSocketFactory().createSocket(socket, "localhost", server.port(), true);
        encrypted.setEnabledProtocols(new String[] {version});
        encrypted.setSoTimeout(60_000);
        encrypted.startHandshake();
        return encrypted;
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }
}
