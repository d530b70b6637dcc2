package dev.depwatch.daemon;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import dev.depwatch.http.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A folder with a configuration and the files that it names. Absolute paths of the host become paths in the folder. */
final class ConfigFolder {
    static final String HOST = "host-1";
    static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    private final Path folder;

    ConfigFolder(Path folder) {
        this.folder = folder;
    }

    /** A folder with everything that config/depwatch.yml names. */
    static ConfigFolder ofTheExample(Path folder) throws IOException {
        ConfigFolder files = new ConfigFolder(folder);
        files.credential("jamf-school", "client-secret-of-school");
        files.credential("jamf-cloud", "client-secret-of-cloud");
        files.credential("jamf-platform", "client-secret-of-jamf-account");
        files.credential("client-cloud", "client-id-of-cloud");
        files.credential("client-biology", "client-id-of-biology");
        files.credential("secret-biology", "client-secret-of-biology");
        files.credential("jamf-chemistry", "password-of-chemistry");
        files.credential("slack-bot", "xoxb-the-bots-own-token");
        files.credential("slack-webhook", "https://hooks.slack.com/services/T000/B000/xyz");
        files.credential("alertmanager", "password-of-alertmanager");
        files.credential("bridge-token", "bearer-token-of-the-bridge");
        files.credential("bridge-key", "key-of-the-signature");
        files.credential("bridge-url", "https://bridge.example.org/hooks/address-that-is-a-secret");
        files.credential("pagerduty", "0123456789abcdef0123456789ABCDEF");
        files.credential("teams-webhook", "https://example.environment.api.powerplatform.com/workflows?sig=s1gn4tur3");
        files.credential("heartbeat", "https://hc-ping.com/5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278");
        files.credential("calendar-key", "the-key-of-the-calendar");
        files.credential("smtp", "password-of-depwatch");
        files.credential("apple-example", Files.readString(Path.of("src/test/resources/apple/pkcs8.pem")));
        files.file("web.yml", "http_server_config: { http2: false }");
        files.file("ntfy.mustache", "{}");
        files.file("ca.pem", "-----BEGIN CERTIFICATE-----");
        files.certificate(
                "push-chemistry.pem", "UID=com.apple.mgmt.External.chemistry", NOW.plus(Duration.ofDays(200)));
        Files.createDirectories(folder.resolve("signatures.d"));
        files.file("usr/local/jss/logs/biology/JAMFSoftwareServer.log", "");
        return files;
    }

    static String example() {
        try {
            return Files.readString(Path.of("config/depwatch.yml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path credential(String name, String text) throws IOException {
        return file("credentials/" + name, text);
    }

    Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** A certificate that ends then, as PEM; it replaces one of the same name. */
    Path certificate(String name, String subject, Instant end) throws IOException {
        try {
            return Files.move(
                    new Certificates(folder).ofSubject(subject, end),
                    folder.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Settings.Loaded load(String text) throws ConfigException, IOException {
        return load(text.replace("/usr/local/jss", folder + "/usr/local/jss").getBytes(StandardCharsets.UTF_8));
    }

    Settings.Loaded load(byte[] bytes) throws ConfigException, IOException {
        Path file = Files.write(folder.resolve("depwatch.yml"), bytes);
        return Settings.load(
                file,
                Map.of("CREDENTIALS_DIRECTORY", folder.resolve("credentials").toString()),
                HOST,
                NOW);
    }

    /** The problems of a configuration, one a line as printed, with a name in place of the folder's path. */
    List<String> problems(String text) throws IOException {
        try {
            return printed(load(text).warnings()).stream()
                    .map(warning -> "only a warning: " + warning)
                    .toList();
        } catch (ConfigException e) {
            return printed(e.problems());
        }
    }

    List<String> warnings(String text) throws IOException, ConfigException {
        return printed(load(text).warnings());
    }

    private List<String> printed(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.toString()
                        .replace(folder + "/depwatch.yml", "depwatch.yml")
                        .replace(folder + "", "FOLDER"))
                .toList();
    }
}
