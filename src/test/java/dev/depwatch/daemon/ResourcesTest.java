package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesTest {
    @TempDir
    private Path folder;

    @Test
    void an_invalid_certificate_file_is_one_problem() throws Exception {
        Settings settings =
                ConfigFolder.ofTheExample(folder).load(ConfigFolder.example()).settings();

        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> Resources.of(settings));

        assertThat(failure.problems()).singleElement().asString().contains("ca.pem", "holds no readable certificate");
    }

    @Test
    void no_receiver_is_a_warning() throws Exception {
        Settings settings = new ConfigFolder(folder)
                .load("instances: [{ name: school, logs: /log/school }]")
                .settings();

        assertThat(Resources.of(settings).warnings())
                .singleElement()
                .asString()
                .startsWith("alerts.receivers: no receiver, so depwatch notifies nobody of an alert");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            this host alone                  | 127.0.0.1:19137 | http_server_config: {} | http://127.0.0.1:19137 |
            this host alone, by its name     | localhost:19137 | http_server_config: {} | http://localhost:19137 |
            this host alone, IPv6            | [::1]:19137     | http_server_config: {} | http://[::1]:19137     |
            everybody                        | 0.0.0.0:19137   | http_server_config: {} | http://localhost:19137 | everyone may read the Apple IDs there; set webConfigFile
            everybody, IPv6                  | [::]:19137      | http_server_config: {} | http://localhost:19137 | everyone may read the Apple IDs there; set webConfigFile
            an address that others can reach | 192.0.2.1:19137 | http_server_config: {} | http://192.0.2.1:19137 | everyone may read the Apple IDs there; set webConfigFile
            passwords on this host alone     | 127.0.0.1:19137 | basic_auth_users: { a: $2y$10$tech4Oy2SGaYrUqU5IB.Ru3C/rMOZyGlFHbdOH1HExF5kZN6x6X7b } | http://127.0.0.1:19137 |
            passwords without TLS            | 0.0.0.0:19137   | basic_auth_users: { a: $2y$10$tech4Oy2SGaYrUqU5IB.Ru3C/rMOZyGlFHbdOH1HExF5kZN6x6X7b } | http://localhost:19137 | the passwords cross the network without encryption; add tls_server_config
            """)
    void pages_have_an_address_and_a_warning_if_others_can_read_them(
            String rule, String listen, String web, String address, @Nullable String warning) throws Exception {
        ConfigFolder files = new ConfigFolder(folder);
        Path file = files.file("web.yml", web);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Settings settings = files.load("""
                        listen: "%s"
                        webConfigFile: web.yml
                        instances: [{ name: school, logs: /log/school }]
                        alerts: { receivers: [{ name: terminal, console: {} }] }
                        """.formatted(listen)).settings();
        Resources resources = Resources.of(settings);

        assertThat(resources.pages().uri()).as(rule).hasToString(address);
        assertThat(resources.warnings())
                .as(rule)
                .hasSize(warning == null ? 0 : 1)
                .allSatisfy(found -> assertThat(found.toString())
                        .startsWith("listen: other hosts can reach ")
                        .contains(warning));
    }
}
