package dev.depwatch.apple;

import dev.depwatch.config.ConfigRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrganizationConfigTest {
    @TempDir
    private Path folder;

    static Stream<ConfigRule> rules() {
        return ConfigRule.in("""
            given: name: Example; scope: business; clientId: BUSINESSAPI.1; keyId: k1; privateKeyFile: sec1.pem
            Apple Business
            an address that others read
              url: http://apple.example.org => url: the access token would travel unencrypted; expected https
            an address of a test
              tokenUrl: http://127.0.0.1:80/token
            given: name: Example; scope: business; clientId: BUSINESSAPI.1
            a key on another curve
              keyId: k1; privateKeyFile: sec1-p384.pem
              => privateKeyFile: the private key is of another kind or on another curve; expected the private key of \
                    an API account as Apple gives it: PEM, with an EC key on the curve P-256, and without a passphrase, \
                    which `openssl pkey -in KEY -out NEW` removes
            no key
              keyId: k1; privateKeyFile: none.pem => privateKeyFile: no such file, neither in
            the key itself
              keyId: k1; privateKeyFile: "-----BEGIN PRIVATE KEY----- CANARY"
              => privateKeyFile: no such file, neither in
            the key under a name of its own
              keyId: k1; privateKey: CANARY
              => privateKey: unknown key; did you mean "privateKeyFile"? A secret belongs in its own file.
            given: keyId: k1; privateKeyFile: sec1.pem
            Apple School Manager
              name: Example; scope: school; clientId: SCHOOLAPI.1
            another product's account
              name: Example; scope: school; clientId: BUSINESSAPI.1
              => clientId: found the id of an API account of another product; expected one that begins with \
                    SCHOOLAPI., or scope: business
            blanks
              name: ' '; scope: business; clientId: '' => name: found
              => clientId: found
            another scope
              name: a; scope: both; clientId: a => scope: found "both"; expected
            given:
            nothing
              {} => name: missing
              => scope: missing
              => clientId: missing
              => keyId: missing
              => privateKeyFile: missing; expected the name of a file that holds the secret
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void each_rule_has_a_sentence(ConfigRule rule) throws IOException {
        try (Stream<Path> keys = Files.list(Path.of("src/test/resources/apple"))) {
            for (Path key : keys.toList()) {
                Path copy = Files.copy(key, folder.resolve(key.getFileName().toString()));
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            }
        }

        rule.check(folder, OrganizationConfig.class);
    }
}
