package dev.depwatch.status;

import static java.net.HttpURLConnection.HTTP_OK;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * What the server answers to one request.
 *
 * @param body bytes and not their text, which takes twice the memory if it has one letter beyond Latin-1; not a copy
 */
// Nobody compares responses.
@SuppressWarnings("ArrayRecordComponent")
record Response(int status, String contentType, byte[] body, Map<String, String> headers) {
    /** RFC 9110, 15.5.20; Java has no name for it. */
    static final int MISDIRECTED = 421;

    Response(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of());
    }

    static Response text(int status, String text) {
        return new Response(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
    }

    static Response json(int status, Record document) {
        return new Response(status, "application/json", Json.bytes(document));
    }

    /** @param policy the page's {@code Content-Security-Policy} */
    static Response html(byte[] text, String policy) {
        return new Response(
                HTTP_OK,
                "text/html; charset=utf-8",
                text,
                Map.of(
                        "Content-Security-Policy", policy,
                        "Referrer-Policy", "no-referrer",
                        "X-Frame-Options", "DENY",
                        "Cross-Origin-Opener-Policy", "same-origin",
                        "Cross-Origin-Resource-Policy", "same-origin",
                        "Permissions-Policy", "camera=(), geolocation=(), microphone=()"));
    }

    /** Not with the plain body: a slow client would keep it in memory beside what it reads. */
    Response compressed() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        }
        return new Response(status, contentType, compressed.toByteArray(), headers).with("Content-Encoding", "gzip");
    }

    Response with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Response(status, contentType, body, more);
    }
}
