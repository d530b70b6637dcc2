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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slow and hostile clients. The server gives each an hour, so that no connection ends by itself, or a second. */
@Timeout(180)
@Order(1)
class SlowClientsTest {
    private static final String UNFINISHED = "GET /metrics HTTP/1.1\r\nHost: a";
    private static final String METRICS = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CONDITION = "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** The server closes one connection too many at once, and also one that is slower than the short limit. */
    private static final ConditionFactory PATIENTLY =
            await().ignoreExceptionsMatching(e -> e instanceof SocketException || e instanceof SSLException);

    @TempDir
    private Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private Optional<SSLContext> encryption = Optional.empty();
    private int port;

    @ParameterizedTest(name = "encrypted: {0}")
    @ValueSource(booleans = {false, true})
    void slow_clients_block_nobody_however_many_there_are_already(boolean encrypted) throws Exception {
        try (LimitedServer server = start(encrypted, 3600)) {
            port = server.port();

            blockNobody(200, "say nothing");
            blockNobody(70, "do not finish their request");
            blockNobody(encrypted ? 12 : 70, "take no answer");
            if (encrypted) {
                blockNobody(70, "do not finish the handshake");
            } else {
                blockNobody(70, "take none of many answers");
            }
            blockNobody(70, "keep their connection");
            if (!encrypted) {
                for (int index = 0; index < 1024; index++) {
                    connect();
                }
                assertThat(LimitedServer.restOf(connect())).as("too many").isEmpty();
            }
        }
    }

    private void blockNobody(int number, String habit) throws IOException {
        for (int index = 0; index < number; index++) {
            begin(habit);
        }
        String clients = number + " clients " + habit;
        assertThat(answer(CONDITION)).as(clients).startsWith("HTTP/1.1 200").contains("healthy");
        assertThat(answer(METRICS)).as(clients).startsWith("HTTP/1.1 200").contains("rows{row=");
    }

    /** The limits are an administrator's own, shorter than ours so that the test is short too. */
    @Test
    void a_client_is_cut_off_without_an_answer_and_blocks_nobody() throws Exception {
        try (LimitedServer server = start(false, 1)) {
            port = server.port();
            isCutOff(this::connect, UNFINISHED);
        }
        try (LimitedServer server = start(true, 1)) {
            port = server.port();
            isCutOff(this::connect, "");
            isCutOff(this::connect, METRICS);
            isCutOff(() -> secured(connect()), UNFINISHED);
            isCutOff(() -> renegotiating((SSLSocket) secured(connect())), "");

            for (int index = 0; index < 8; index++) {
                begin("take no answer");
            }
            PATIENTLY.untilAsserted(() -> assertThat(answered(CONDITION)).startsWith("HTTP/1.1 200"));
        }
    }

    private static void isCutOff(Callable<Socket> client, String request) {
        PATIENTLY.untilAsserted(() -> {
            try (Socket socket = client.call()) {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));

                assertThat(new String(LimitedServer.restOf(socket), ISO_8859_1)).doesNotContain("HTTP");
            }
        });
    }

    private static Socket renegotiating(SSLSocket socket) throws IOException {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.startHandshake();
        socket.addHandshakeCompletedListener(event -> {
            throw new AssertionError("the server has negotiated again");
        });
        socket.startHandshake();
        return socket;
    }

    /** The JDK closes new connections at once while it counts as many as its limit, and it counted these for an hour. */
    @ParameterizedTest(name = "encrypted: {0}")
    @ValueSource(booleans = {false, true})
    void connections_do_not_count_after_clients(boolean encrypted) throws Exception {
        try (LimitedServer server = start(encrypted, 3600, "-Djdk.httpserver.maxConnections=10")) {
            port = server.port();
            for (String habit : List.of(
                    "reset it during the answer",
                    "send a chunk without a size",
                    "send a chunk without a size for HEAD")) {
                for (int index = 0; index < 30; index++) {
                    breakOff(habit);
                }

                await().untilAsserted(
                                () -> assertThat(answer(CONDITION)).as(habit).startsWith("HTTP/1.1 200"));
            }
        }
    }

    private void breakOff(String habit) throws IOException {
        String badChunk = " /-/healthy HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n";
        Socket socket = connect();
        switch (habit) {
            case "reset it during the answer" -> {
                begin(socket, METRICS);
                socket.setSoLinger(true, 0);
            }
            case "send a chunk without a size" -> begin(socket, "POST" + badChunk);
            case "send a chunk without a size for HEAD" -> begin(socket, "HEAD" + badChunk);
            default -> throw new IllegalArgumentException(habit);
        }
        socket.close();
    }

    /** Sends a request, and waits for the beginning of the answer or for the end of the connection. */
    private void begin(Socket socket, String request) {
        try {
            Socket secured = secured(socket);
            secured.getOutputStream().write(request.getBytes(ISO_8859_1));
            int first = secured.getInputStream().read();
            assertThat(first).isIn(-1, (int) 'H');
        } catch (IOException closed) {
            // The server has closed the connection.
        }
    }

    /** After the server, which must end although they are slow. */
    @AfterEach
    void disconnect() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void begin(String habit) throws IOException {
        switch (habit) {
            case "say nothing" -> connect();
            case "do not finish the handshake" -> connect().getOutputStream().write(0x16);
            case "do not finish their request" -> send(connect(), UNFINISHED);
            case "take no answer" -> send(connect(), METRICS);
            case "take none of many answers" -> send(connect(), CONDITION.repeat(1_000));
            case "keep their connection" -> send(connect(), CONDITION);
            default -> throw new IllegalArgumentException(habit);
        }
    }

    private LimitedServer start(boolean encrypted, int seconds, String... options) throws Exception {
        Optional<Path> web = encrypted ? Optional.of(webConfiguration()) : Optional.empty();
        List<String> all = new ArrayList<>(List.of(
                "-Xmx64m",
                "-Dsun.net.httpserver.maxReqTime=" + seconds,
                "-Dsun.net.httpserver.maxRspTime=" + seconds,
                "-Dsun.net.httpserver.idleInterval=3600"));
        all.addAll(List.of(options));
        return LimitedServer.start(web, all.toArray(String[]::new));
    }

    private Path webConfiguration() throws Exception {
        Certificates certificates = new Certificates(folder);
        Identity identity = certificates.selfSigned("localhost");
        encryption = Optional.of(Certificates.client(identity, Optional.empty()));
        return Files.writeString(folder.resolve("web.yml"), certificates.webConfiguration(identity));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        // Small, so that the system does not buffer a whole answer.
        socket.setReceiveBufferSize(2048);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** The busy server may have closed the connection meanwhile. */
    private void send(Socket socket, String text) {
        try {
            secured(socket).getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException closed) {
            // As slow as the others, and disconnected for one of them.
        }
    }

    private Socket secured(Socket socket) throws IOException {
        return encryption.isEmpty()
                ? socket
                : encryption.get().getSocketFactory().createSocket(socket, "localhost", port, true);
    }

    /**
     * The answer to a well-behaved client, which retries if the server says that it is busy. No connection may fail.
     */
    private String answer(String request) {
        return await().until(() -> answered(request), answer -> !answer.startsWith("HTTP/1.1 503"));
    }

    private String answered(String request) throws IOException {
        try (Socket socket = secured(new Socket(InetAddress.getLoopbackAddress(), port))) {
            String last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(last.getBytes(ISO_8859_1));
            return new String(LimitedServer.restOf(socket), ISO_8859_1);
        }
    }
}
