package dev.depwatch.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EmailConfigTest {
    private static final String HOST = "host: mail.example.org\n";
    private static final String USER = "username: u\npasswordFile: s\n";
    private static final String ADDRESSES = "from: a@example.org\nto: b@example.org\n";

    @TempDir
    private Path folder;

    static List<Arguments> rules() {
        return List.of(
                row("the minimum", HOST + ADDRESSES),
                row("with a sign-in", HOST + USER + ADDRESSES),
                row("several recipients", HOST + "from: a@example.org\nto: [b@example.org, c@example.org]"),
                row("addresses with names", HOST + "from: depwatch <a@example.org>\nto: '\"IT, all\" <b@example.org>'"),
                row("an authority of its own", HOST + "caFile: ca.pem\n" + ADDRESSES),
                row("an IPv4 address as host", "host: 192.0.2.1\n" + ADDRESSES),
                row("an IPv6 address as host", "host: 2001:db8::1\n" + ADDRESSES),
                row("no encryption within this host", "host: localhost\ntls: none\n" + ADDRESSES),
                row(
                        "no encryption is a warning",
                        HOST + "tls: none\n" + ADDRESSES,
                        "tls: the messages travel unencrypted; use starttls or implicit if the server can"),
                row(
                        "never a password without encryption",
                        HOST + "tls: none\n" + USER + ADDRESSES,
                        "tls: found none, with a username: the password would travel unencrypted; expected starttls or"),
                row(
                        "no password without encryption on this host",
                        "host: 127.0.0.1\ntls: none\n" + USER + ADDRESSES,
                        "tls: found none, with a username"),
                row(
                        "a mistyped kind of encryption",
                        HOST + "tls: ssl\n" + ADDRESSES,
                        "tls: found \"ssl\"; expected starttls or implicit or none"),
                row("no host", ADDRESSES, "host: missing; expected a text"),
                row(
                        "a URL as host",
                        "host: smtp://mail.example.org\n" + ADDRESSES,
                        "host: found \"smtp://mail.example.org\"; expected a host name such as mail.example.org"),
                row("a port with the host", "host: mail:25\n" + ADDRESSES, "host: found \"mail:25\"; expected a host"),
                row("port 0", HOST + "port: 0\n" + ADDRESSES, "port: found 0; expected 1 to 65535"),
                row("a port too high", HOST + "port: 65536\n" + ADDRESSES, "port: found 65536; expected 1 to 65535"),
                row(
                        "a port in words",
                        HOST + "port: smtp\n" + ADDRESSES,
                        "port: found \"smtp\"; expected a whole number"),
                row(
                        "a username without a password",
                        HOST + "username: u\n" + ADDRESSES,
                        "passwordFile: missing; expected beside user"),
                row(
                        "a password without a username",
                        HOST + "passwordFile: s\n" + ADDRESSES,
                        "username: missing; expected beside pass"),
                row(
                        "a blank username",
                        HOST + "username: ''\npasswordFile: s\n" + ADDRESSES,
                        "username: found \"\"; expected a text"),
                row(
                        "a missing authority",
                        HOST + "caFile: none.pem\n" + ADDRESSES,
                        "caFile: cannot read \"FOLDER/none.pem\"; expected a PEM file that depwatch may read"),
                row("no sender", HOST + "to: b@example.org", "from: missing; expected a text"),
                row("no recipient", HOST + "from: a@example.org\nto: []", "to: found 0 addresses; expected 1 to 100"),
                row("no recipients at all", HOST + "from: a@example.org", "to: missing; expected"),
                row(
                        "each wrong address is reported",
                        HOST + "from: depwatch\nto: [b@example.org, 'c@', 'd@example.org, e@example.org']",
                        "from: found \"depwatch\"; expected one address such as it@example.org",
                        "to[1]: found \"c@\"; expected one address",
                        "to[2]: found \"d@example.org, e@example.org\"; expected one address"),
                row(
                        "letters that not every server accepts",
                        HOST + "from: a@example.org\nto: [bücher@example.org, b@bücher.example]",
                        "to[0]: found \"bücher@example.org\"; expected one address such as it@example.org, in ASCII",
                        "to[1]: found \"b@bücher.example\"; expected one address such as it@example.org, in ASCII"),
                row("a group", HOST + "from: a@example.org\nto: 'all: b@example.org;'", "to[0]: found \"all: b@ex"),
                row("the ASCII form", HOST + "from: a@xn--bcher-kva.example\nto: b@xn--bcher-kva.example"),
                row(
                        "all problems at once",
                        "host: ''\nport: 99999\ntls: none\nusername: u\nfrom: x\nto: []",
                        "host: found \"\"",
                        "port: found 99999",
                        "tls: found none, with a username",
                        "passwordFile: missing",
                        "from: found \"x\"",
                        "to: found 0 addresses"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void insecure_or_invalid_settings_are_rejected(String rule, String text, List<String> problems) throws IOException {
        assertThat(problems(text)).as(rule).hasSameSizeAs(problems);
        for (String expected : problems) {
            assertThat(problems(text)).as(rule).anyMatch(found -> found.contains(" " + expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"'',587", "tls: starttls,587", "tls: implicit,465", "tls: none,25", "port: 2525,2525"})
    void the_default_port_depends_on_the_encryption(String written, int port) throws Exception {
        assertThat(config(HOST + ADDRESSES + written).serverPort()).isEqualTo(port);
    }

    @Test
    void a_line_end_in_an_address_never_reaches_a_header() throws IOException {
        assertThat(problems(HOST + "from: \"a@example.org\\r\\nBcc: x@example.net\"\nto: \"b@example.org\\n\""))
                .hasSize(2);
    }

    private EmailConfig config(String text) throws IOException, ConfigException {
        Path secret = Files.writeString(folder.resolve("s"), "hunter2");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n");
        return ConfigFile.read(Files.writeString(folder.resolve("email.yml"), text), Map.of())
                .bind(EmailConfig.class);
    }

    private List<String> problems(String text) throws IOException {
        Stream<Problem> problems;
        try {
            config(text);
            ConfigFile config = ConfigFile.read(folder.resolve("email.yml"), Map.of());
            config.bind(EmailConfig.class);
            problems = config.warnings().stream();
        } catch (ConfigException e) {
            problems = e.problems().stream();
        }
        return problems.map(problem -> problem.toString().replace(folder.toString(), "FOLDER"))
                .toList();
    }

    private static Arguments row(String rule, String text, String... problems) {
        return Arguments.of(rule, text, List.of(problems));
    }
}
