import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The health check of the container image, which has no curl: ends with 0 if the depwatch of this container is healthy. The argument
 * is the port. Knows no password and no TLS: a depwatch that requires them counts as healthy while it ends the connection itself.
 */
final class Healthy {
    private static final int TIMEOUT_MS = 5_000;
    private static final String REQUEST = "GET /-/healthy HTTP/1.0\r\nHost: localhost\r\n\r\n";

    public static void main(String[] arguments) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            System.out.println(answer);
            System.exit(answer.startsWith("503", "HTTP/1.1 ".length()) ? 1 : 0);
        }
    }
}
