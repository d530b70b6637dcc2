package dev.depwatch.apple;

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

class OrganizationConfigTest {
    private static final String KEY = "keyId: k1\nprivateKeyFile: sec1.pem\n";
    private static final String BUSINESS = "name: Example\nscope: business\nclientId: BUSINESSAPI.1\n";

    @TempDir
    private Path folder;

    static List<Arguments> rules() {
        return List.of(
                row("Apple Business", BUSINESS + KEY),
                row("Apple School Manager", "name: Example\nscope: school\nclientId: SCHOOLAPI.1\n" + KEY),
                row(
                        "another product's account",
                        "name: Example\nscope: school\nclientId: BUSINESSAPI.1\n" + KEY,
                        "clientId: found the id of an API account of another product; expected one that begins with"
                                + " SCHOOLAPI., or scope: business"),
                row(
                        "nothing",
                        "{}",
                        "name: missing",
                        "scope: missing",
                        "clientId: missing",
                        "keyId: missing",
                        "privateKeyFile: missing; expected the name of a file that holds the secret"),
                row("blanks", "name: ' '\nscope: business\nclientId: ''\n" + KEY, "name: found", "clientId: found"),
                row("another scope", "name: a\nscope: both\nclientId: a\n" + KEY, "scope: found \"both\"; expected"),
                row(
                        "a key on another curve",
                        BUSINESS + "keyId: k1\nprivateKeyFile: sec1-p384.pem\n",
                        "privateKeyFile: the private key is of another kind or on another curve; expected the private"
                                + " key of an API account as Apple gives it: PEM, with an EC key on the curve P-256"),
                row(
                        "no key",
                        BUSINESS + "keyId: k1\nprivateKeyFile: none.pem\n",
                        "privateKeyFile: no such file, neither in"),
                row(
                        "the key itself",
                        BUSINESS + "keyId: k1\nprivateKeyFile: |\n  -----BEGIN PRIVATE KEY-----\n  CANARY\n",
                        "privateKeyFile: no such file, neither in"),
                row(
                        "the key under a name of its own",
                        BUSINESS + "keyId: k1\nprivateKey: CANARY\n",
                        "privateKey: unknown key; did you mean \"privateKeyFile\"? A secret belongs in its own file."),
                row(
                        "an address that others read",
                        BUSINESS + KEY + "url: http://apple.example.org\n",
                        "url: the access token would travel unencrypted; expected https"),
                row("an address of a test", BUSINESS + KEY + "tokenUrl: http://127.0.0.1:80/token\n"));
    }

    private static Arguments row(String what, String yaml, String... problems) {
        return Arguments.of(what, yaml, List.of(problems));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void each_rule_has_a_sentence(String what, String yaml, List<String> expected) throws IOException {
        try (Stream<Path> keys = Files.list(Path.of("src/test/resources/apple"))) {
            for (Path key : keys.toList()) {
                Path copy = Files.copy(key, folder.resolve(key.getFileName().toString()));
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            }
        }

        List<String> found = problems(yaml);

        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).contains(expected.get(i)).doesNotContain("CANARY");
        }
    }

    private List<String> problems(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("apple.yml"), yaml);
        try {
            ConfigFile config = ConfigFile.read(file, Map.of());
            config.bind(OrganizationConfig.class);
            return config.warnings().stream().map(Problem::toString).toList();
        } catch (ConfigException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }
}
