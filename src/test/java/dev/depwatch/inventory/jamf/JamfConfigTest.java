package dev.depwatch.inventory.jamf;

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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JamfConfigTest {
    private static final String CLIENT = "clientId: a\nclientSecretFile: s\n";
    private static final String USER = "username: a\npasswordFile: s\n";
    private static final String URL = "url: https://jamf.example.org:8443\n";

    @TempDir
    private Path folder;

    static List<Arguments> rules() {
        return List.of(
                row("an API client", URL + CLIENT),
                row("a user", URL + USER),
                row("a context path", "url: https://jamf.example.org/school\n" + CLIENT),
                row("http to this host", "url: http://localhost:8080\n" + CLIENT),
                row("http to this host by its IPv4 address", "url: http://127.0.0.1:8080/a\n" + CLIENT),
                row("http to this host by its IPv6 address", "url: http://[::1]:8080\n" + CLIENT),
                row(
                        "http to another host",
                        "url: http://127.0.0.1.example.org\n" + CLIENT,
                        "url: the credentials would travel unencrypted; expected https, or allowPlainHttp: true if"
                                + " nobody can read the connection"),
                row("allowed http to another host", "url: http://a\nallowPlainHttp: true\n" + CLIENT),
                row(
                        "both kinds of credentials",
                        URL + CLIENT + USER,
                        "found an API client and a user; expected one of"),
                row(
                        "no credentials",
                        URL,
                        "no credentials; expected clientId and clientSecretFile, or username and pass"),
                row("half a client", URL + "clientId: a\n", "clientSecretFile: missing; expected beside clientId"),
                row(
                        "the other half",
                        URL + "clientSecretFile: s\n",
                        "clientId: missing; expected beside clientSecretFile"),
                row("half a user", URL + "username: a\n", "passwordFile: missing; expected beside username"),
                row(
                        "a user without a name",
                        URL + "username: ''\npasswordFile: s\n",
                        "username: found \"\"; expected a t"),
                row("no url", CLIENT, "url: missing; expected an address such as https://jamf.example.org:8443"),
                row(
                        "no scheme",
                        "url: jamf.example.org\n" + CLIENT,
                        "url: not an http or https address; expected one such"),
                row("another scheme", "url: ftp://jamf.example.org\n" + CLIENT, "url: not an http or https address;"),
                row(
                        "a mistyped scheme",
                        "url: htp://jamf.example.org\n" + CLIENT,
                        "url: not an http or https address;"),
                row("no host", "url: https:///x\n" + CLIENT, "url: an address without a host; expected"),
                row(
                        "a port too high",
                        "url: https://a:70000\n" + CLIENT,
                        "url: an address with a port over 65535; expec"),
                row(
                        "a slash at the end",
                        "url: https://a/\n" + CLIENT,
                        "url: an address with a slash at the end; expect"),
                row("a query", "url: https://a?b\n" + CLIENT, "url: an address with a query (?…); expected"),
                row("a fragment", "url: 'https://a#b'\n" + CLIENT, "url: an address with a fragment (#…); expected"),
                row(
                        "a password",
                        "url: https://me:pw@a\n" + CLIENT,
                        "url: an address with user information before the"),
                row("blanks", "url: https://a b\n" + CLIENT, "url: found \"https://a b\"; expected an address such as"),
                row("an authority", URL + CLIENT + "caFile: ca.pem\n"),
                row(
                        "an authority that is no PEM",
                        URL + CLIENT + "caFile: jamf.yml\n",
                        "caFile: \"FOLDER/jamf.yml\" is no PEM file of certificates; expected one or several blocks"),
                row("the API", "url: https://a.example.org/api\n" + CLIENT, "url: an address of an API or a page"),
                row("an API", "url: https://a.example.org/b/JSSResource/c\n" + CLIENT, "url: an address of an API"),
                row("a page", "url: https://a.example.org/index.html\n" + CLIENT, "url: an address of an API or a"),
                row("a context path like an API", "url: https://a.example.org/apis\n" + CLIENT),
                row(
                        "a missing authority",
                        URL + CLIENT + "caFile: none.pem\n",
                        "caFile: cannot read \"FOLDER/none.pem\"; expected a PEM file that depwatch may read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void which_configurations_are_accepted(String rule, String text, List<String> problems) throws IOException {
        assertThat(problems(text))
                .as(rule)
                .hasSameSizeAs(problems)
                .zipSatisfy(problems, (found, expected) -> assertThat(found).contains(expected));
    }

    private List<String> problems(String text) throws IOException {
        Path secret = Files.writeString(folder.resolve("s"), "hunter2");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");
        Path file = Files.writeString(folder.resolve("jamf.yml"), text);
        Stream<Problem> problems;
        try {
            ConfigFile config = ConfigFile.read(file, Map.of());
            config.bind(JamfConfig.class);
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
