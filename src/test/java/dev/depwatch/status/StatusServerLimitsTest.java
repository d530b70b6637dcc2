package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StatusServerLimitsTest {
    private static LimitedServer server;

    @BeforeAll
    static void start() throws IOException {
        // An administrator's own limit, shorter than ours so that the test is short too.
        server = LimitedServer.start(Optional.empty(), "-Dsun.net.httpserver.maxReqTime=1");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void a_client_that_does_not_finish_its_request_is_cut_off() throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: a".getBytes(ISO_8859_1));

            assertThat(LimitedServer.restOf(socket)).isEmpty();
        }
    }

    @Test
    void more_connections_than_the_limit_are_closed_at_once() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        // With the usual limits: a second is too short for a thousand connections on a busy machine.
        try (LimitedServer patient = LimitedServer.start(Optional.empty())) {
            for (int index = 0; index < 1024; index++) {
                sockets.add(connect(patient));
            }
            try (Socket oneTooMany = connect(patient)) {
                assertThat(LimitedServer.restOf(oneTooMany)).isEmpty();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Socket connect(LimitedServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }
}
