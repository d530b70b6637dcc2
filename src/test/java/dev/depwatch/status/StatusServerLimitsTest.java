package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StatusServerLimitsTest {
    private static Process process;
    private static int port;

    @BeforeAll
    static void startTheProcess() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // An administrator's own limit, shorter than ours so that the test is short too.
                        "-Dsun.net.httpserver.maxReqTime=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LimitedServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        port = LimitedServer.port(process.inputReader(UTF_8));
    }

    @AfterAll
    static void endTheProcess() throws IOException, InterruptedException {
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void a_client_that_does_not_finish_its_request_is_cut_off() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: a".getBytes(ISO_8859_1));

            assertThat(LimitedServer.restOf(socket)).isEmpty();
        }
    }

    @Test
    void more_connections_than_the_limit_are_closed_at_once() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int index = 0; index < 1024; index++) {
                sockets.add(connect());
            }
            try (Socket oneTooMany = connect()) {
                assertThat(LimitedServer.restOf(oneTooMany)).isEmpty();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }
}
