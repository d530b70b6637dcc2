package dev.depwatch.daemon;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Starts a daemon and reads its pages. */
public final class Operator {
    private final HttpClient browser = HttpClient.newHttpClient();

    /** @param terminal what the daemon prints */
    public Daemon start(Path configuration, InstantSource clock, Writer terminal) throws Exception {
        return start(at -> Settings.load(configuration, Map.of(), "host", at), clock, terminal);
    }

    Daemon start(Settings.Source source, InstantSource clock, Writer terminal) throws Exception {
        return Daemon.start(source, "1.2.3", clock, new Terminal(new PrintWriter(terminal, true), false));
    }

    public String get(Daemon daemon, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + daemon.address().getPort() + path);
        return browser.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }
}
