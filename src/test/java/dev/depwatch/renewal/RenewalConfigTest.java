package dev.depwatch.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalConfigTest {
    private final List<Problem> warnings = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void secrets() throws IOException {
        for (String name : new String[] {"renew-school", "renew-physics", "ca.pem"}) {
            Path file = Files.writeString(
                    folder.resolve(name), (name.equals("ca.pem") ? "-----BEGIN CERTIFICATE-----\n" : "") + "CANARY");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void the_example_can_be_used_as_it_stands() throws Exception {
        RenewalConfig loaded = load(Files.readString(Path.of("config/renew.example.yml")));

        assertThat(warnings).isEmpty();
        assertThat(loaded.instances()).extracting(RenewalConfig.Server::name).containsExactly("school", "physics");
        assertThat(loaded.toString()).doesNotContain("CANARY");
    }

    @Test
    void all_problems_come_at_once_each_with_its_place() {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> load("""
                instances:
                  - { name: a, jamf: { url: "https://a.example.org", clientId: x, clientSecretFile: renew-school } }
                  - { name: a, jamf: { url: "http://a.example.org", clientId: x, clientSecretFile: none } }
                  - { name: b }
                instance: []
                """));

        assertThat(wrong.problems())
                .extracting(Problem::toString)
                .anyMatch(problem -> problem.contains("instances[1].name")
                        && problem.contains("\"a\" is the name of another instance"))
                .anyMatch(problem -> problem.contains("instances[1].jamf.clientSecretFile"))
                .anyMatch(problem -> problem.contains("instances[2]"))
                .anyMatch(problem -> problem.contains("did you mean \"instances\""));
    }

    @Test
    void without_an_instance_there_is_nothing_to_renew() {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> load("instances: []"));

        assertThat(wrong.problems()).singleElement().asString().contains("found none; expected a list of instances");
    }

    @Test
    void an_instance_inherits_the_defaults_with_its_name_filled_in() throws Exception {
        RenewalConfig loaded = load("""
                defaults:
                  jamf: { url: "https://jamf.example.org/{name}", clientId: x, clientSecretFile: "renew-{name}" }
                instances:
                  - { name: school }
                  - { name: physics, jamf: { clientId: y } }
                """);

        assertThat(warnings).isEmpty();
        assertThat(loaded.instances())
                .extracting(server -> server.jamf().url().toString())
                .containsExactly("https://jamf.example.org/school", "https://jamf.example.org/physics");
        assertThat(loaded.instances())
                .extracting(server -> server.jamf().clientId())
                .containsExactly(Optional.of("x"), Optional.of("y"));
    }

    @Test
    void a_problem_in_the_defaults_is_named_where_it_is_written() {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> load("""
                defaults: { name: a, jamf: { url: "https://jamf.example.org/{context}", clientId: x, clientSecretFile: renew-school } }
                instances: [ { name: school } ]
                """));

        assertThat(wrong.problems())
                .extracting(Problem::toString)
                .anyMatch(problem -> problem.contains("defaults.jamf.url")
                        && problem.contains("unknown placeholder {context}; known are name"))
                .anyMatch(problem -> problem.contains("defaults.name"));
    }

    private RenewalConfig load(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("renew.yml"), text);
        return RenewalConfig.load(file, Map.of(), warnings::add);
    }
}
