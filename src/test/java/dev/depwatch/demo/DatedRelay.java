package dev.depwatch.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A relay that dates a JDK server's answers by another clock, since that server always uses the host's clock. One
 * exchange a connection.
 */
public final class DatedRelay implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern DATE = Pattern.compile("(?im)^date: .*$");

    private final ServerSocket listener;
    private final URI server;
    private final InstantSource clock;
    private final Thread thread = new Thread(this::relay, "dated-relay");

    /** @param server whose answers it dates; the caller closes it */
    public DatedRelay(URI server, InstantSource clock) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.server = server;
        this.clock = clock;
        thread.setDaemon(true);
        thread.start();
    }

    /** The URL to use instead of the server's. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + server.getPath());
    }

    private void relay() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept();
                    Socket behind = new Socket(server.getHost(), server.getPort())) {
                behind.getOutputStream().write(request(client.getInputStream()).getBytes(ISO_8859_1));
                String answer = new String(behind.getInputStream().readAllBytes(), ISO_8859_1);
                client.getOutputStream().write(dated(answer).getBytes(ISO_8859_1));
            } catch (IOException ignored) {
                // The client gets no answer, as without this relay.
            }
        }
    }

    /** The whole request, changed to close its connection. */
    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request");
            }
            bytes.write(next);
            head = bytes.toString(ISO_8859_1);
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return closing(head) + new String(body, ISO_8859_1);
    }

    /** Also in the answer, since a client that expects a second exchange would lose it. */
    private static String closing(String message) {
        return message.replaceFirst("(?im)^connection: .*\r\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
    }

    private String dated(String answer) {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
        return closing(DATE.matcher(answer).replaceFirst("Date: " + date));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
