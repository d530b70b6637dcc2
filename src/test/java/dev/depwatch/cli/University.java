package dev.depwatch.cli;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.demo.StrictApple;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Eight simulated instances of Jamf Pro with the tokens of three Apple IDs of two organisations, their logs, and a
 * configuration of depwatch for them. Two of the instances share a server at Apple.
 */
final class University implements AutoCloseable {
    /** The answers of a JDK server carry the time of this host, so the simulation cannot have another. */
    static final InstantSource CLOCK = InstantSource.system();

    static final AppleId ADMIN = new AppleId("it-admin@example.org");
    static final AppleId SHARED = new AppleId("mdm@appleid.example.org");
    static final AppleId LIBRARIAN = new AppleId("anna.librarian@example.com");
    static final String SECRET = "the-client-secret";

    private static final List<String> FACULTIES = List.of("biology", "chemistry", "physics", "law", "medicine", "arts");
    private static final String LOG_LINE =
            "2026-11-24 14:02:00,697 [INFO ] [duledPool-8] [PolicyHelper             ] - saved\n";

    private final Path folder;
    private final StrictJamf jamf;

    University(Path folder) throws IOException {
        this(folder, CLOCK, Duration.ofMinutes(5));
    }

    /** @param accessTokenLife of its API clients */
    University(Path folder, InstantSource clock, Duration accessTokenLife) throws IOException {
        this.folder = folder;
        List<Token> tokens = new ArrayList<>();
        for (String faculty : FACULTIES) {
            AppleId owner = FACULTIES.indexOf(faculty) < 4 ? ADMIN : SHARED;
            tokens.add(ade(faculty, owner, "Example University", "mdm-" + faculty, inDays(217)));
        }
        tokens.add(content("physics", "3", ADMIN, CLOCK.instant().plus(Duration.ofDays(151))));
        tokens.add(ade("library", LIBRARIAN, "Example Library", "mdm-library", inDays(25)));
        tokens.add(ade("reading-room", LIBRARIAN, "Example Library", "mdm-library", inDays(-5)));
        tokens.add(content("library", "1", LIBRARIAN, CLOCK.instant().plus(Duration.ofDays(96))));
        Access access = new Access("1979ca82", SECRET, "reader", "the-password", accessTokenLife);
        jamf = new StrictJamf(tokens, access, clock);
        jamf.sync(CLOCK.instant().minusSeconds(120));
        FACULTIES.forEach(faculty -> jamf.assignDevices(new Instance(faculty), "1", 100 + faculty.length()));
        jamf.assignDevices(new Instance("library"), "1", 7);
        jamf.assignDevices(new Instance("reading-room"), "1", 7);
        for (String instance : instances()) {
            Files.writeString(log(instance), LOG_LINE);
        }
        Files.writeString(folder.resolve("jamf-secret"), SECRET + "\n");
    }

    static List<String> instances() {
        List<String> instances = new ArrayList<>(FACULTIES);
        instances.addAll(List.of("library", "reading-room"));
        return instances;
    }

    StrictJamf jamf() {
        return jamf;
    }

    Path log(String instance) throws IOException {
        return Files.createDirectories(folder.resolve("logs").resolve(instance)).resolve("JAMFSoftwareServer.log");
    }

    /** A configuration that names each instance. Its times are in UTC if no line says otherwise. */
    Path configuration(String... more) throws IOException {
        StringBuilder text = new StringBuilder("listen: 127.0.0.1:0\ninstances:\n");
        for (String instance : instances()) {
            text.append(
                    "  - { name: %s, logs: \"%s\", jamf: { url: \"%s\", clientId: 1979ca82, clientSecretFile: jamf-secret } }\n"
                            .formatted(instance, log(instance), jamf.url(new Instance(instance))));
        }
        return write(text, more);
    }

    /** The credentials for renewing tokens on these instances; on all if none is named. */
    Path renewal(String... named) throws IOException {
        StringBuilder text = new StringBuilder("instances:\n");
        for (String instance : named.length == 0 ? instances() : List.of(named)) {
            text.append("  - { name: %s, jamf: { url: \"%s\", clientId: %s, clientSecretFile: jamf-secret } }\n"
                    .formatted(instance, jamf.url(new Instance(instance)), StrictJamf.RENEWER));
        }
        return Files.writeString(folder.resolve("renew.yml"), text);
    }

    /** A configuration that discovers each instance by its log. */
    Path discovering() throws IOException {
        String url = jamf.url(new Instance("library")).toString().replaceFirst("library$", "{context}");
        return write(new StringBuilder("""
                listen: 127.0.0.1:0
                discover:
                  - { name: "{context}", logs: "%s/*/JAMFSoftwareServer.log", jamf: { url: "%s", clientId: 1979ca82, clientSecretFile: jamf-secret } }
                """.formatted(folder.resolve("logs"), url)));
    }

    private Path write(StringBuilder text, String... more) throws IOException {
        for (String line : more) {
            text.append(line).append('\n');
        }
        if (Stream.of(more).noneMatch(line -> line.startsWith("alerts:"))) {
            text.append("alerts: { timeZone: UTC }\n");
        }
        return Files.writeString(folder.resolve("depwatch.yml"), text);
    }

    /** Apple's API of one organisation, with the servers of three faculties and that of another product. */
    static StrictApple apple() throws IOException {
        StrictApple apple = new StrictApple(new StrictApple.Access("BUSINESSAPI.1", "key-1", "business.api"), CLOCK);
        for (String server : List.of("mdm-biology", "mdm-law", "mdm-medicine")) {
            apple.addServer("UUID-OF-" + server, server, 12);
        }
        apple.addServer("2F97349736CF4614A94F624E705841AD", "Another product", 7);
        apple.connected("UUID-OF-mdm-biology", Instant.parse("2026-11-24T14:00:00Z"));
        apple.account(ADMIN.value(), "LOCKED");
        return apple;
    }

    /** Lines of a configuration that name it. */
    String organization(StrictApple apple) throws IOException {
        Files.writeString(folder.resolve("apple-key"), apple.privateKeyPem());
        return """
                apple:
                  - name: Example University
                    scope: business
                    clientId: BUSINESSAPI.1
                    keyId: key-1
                    privateKeyFile: apple-key
                    url: "%s"
                    tokenUrl: "%s"
                """.formatted(apple.url(), apple.tokenUrl());
    }

    private static Expiry inDays(int days) {
        return Expiry.ofDate(
                LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC).plusDays(days));
    }

    private static Token ade(String instance, AppleId owner, String organization, String server, Expiry expiry) {
        return new Token(
                new Token.Key(new Instance(instance), TokenKind.ADE, "1"),
                instance + " devices",
                Optional.of(owner),
                organization,
                server,
                "UUID-OF-" + server,
                Optional.of(expiry));
    }

    private static Token content(String instance, String id, AppleId owner, Instant ends) {
        return SampleToken.of(
                key(instance, TokenKind.CONTENT, id),
                instance + " apps",
                owner.value(),
                owner.equals(LIBRARIAN) ? "Example Library" : "Example University",
                ends.toString());
    }

    /** Whatever was asked of it must have been asked as documented. */
    @Override
    public void close() {
        assertThat(jamf.misuses()).isEmpty();
        jamf.close();
    }
}
