package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Secret;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys that all instances have in common, written once. */
class DefaultsTest {
    private static final String CUSTOMERS = """
            defaults:
              timeZone: Europe/Zurich
              jamf:
                url: https://{name}.jamfcloud.com
                clientIdFile: client-{name}
                clientSecretFile: secret-{name}
            instances:
              - name: acme
              - name: globex
            """;

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void the_credentials_of_two_customers() throws IOException {
        files = new ConfigFolder(folder);
        for (String customer : List.of("acme", "globex")) {
            files.credential("client-" + customer, "id of " + customer);
            files.credential("secret-" + customer, "the secret of " + customer);
        }
    }

    @Test
    void every_instance_has_them_filled_with_its_name() throws Exception {
        assertThat(instances(CUSTOMERS))
                .extracting(
                        InstanceSettings::timeZone,
                        instance -> jamf(instance).url() + "",
                        instance -> jamf(instance).server().credentials())
                .containsExactly(
                        tuple(
                                ZoneId.of("Europe/Zurich"),
                                "https://acme.jamfcloud.com",
                                new ClientCredentials("id of acme", new Secret("the secret of acme"))),
                        tuple(
                                ZoneId.of("Europe/Zurich"),
                                "https://globex.jamfcloud.com",
                                new ClientCredentials("id of globex", new Secret("the secret of globex"))));
    }

    @Test
    void what_an_instance_says_itself_goes_before_key_by_key() throws Exception {
        List<InstanceSettings> found =
                instances(CUSTOMERS + "    timeZone: UTC\n    jamf: { url: https://jamf.globex.example:8443 }\n");

        assertThat(found)
                .extracting(
                        InstanceSettings::timeZone, instance -> jamf(instance).url() + "")
                .containsExactly(
                        tuple(ZoneId.of("Europe/Zurich"), "https://acme.jamfcloud.com"),
                        tuple(ZoneId.of("UTC"), "https://jamf.globex.example:8443"));
        assertThat(jamf(found.get(1)).server().credentials())
                .isEqualTo(new ClientCredentials("id of globex", new Secret("the secret of globex")));
    }

    @Test
    void a_key_without_a_value_is_not_taken_over() throws Exception {
        assertThat(instances(CUSTOMERS + "    logs: /log/globex\n    jamf:\n"))
                .extracting(instance -> instance.jamf().isPresent())
                .containsExactly(true, false);
    }

    @Test
    void what_is_discovered_has_them_too() throws Exception {
        files.file("usr/local/jss/logs/acme/JAMFSoftwareServer.log", "");

        assertThat(instances(CUSTOMERS.substring(0, CUSTOMERS.indexOf("instances:"))
                        + "discover: [{ name: \"{context}\", logs: /usr/local/jss/logs/*/JAMFSoftwareServer.log }]\n"))
                .extracting(
                        InstanceSettings::timeZone, instance -> jamf(instance).url() + "")
                .containsExactly(tuple(ZoneId.of("Europe/Zurich"), "https://acme.jamfcloud.com"));
    }

    @Test
    void a_missing_file_is_named_for_each_instance() throws Exception {
        assertThat(files.problems(CUSTOMERS + "  - name: initech\n  - name: hooli\n"))
                .hasSize(4)
                .contains("depwatch.yml:5:5: defaults.jamf.clientIdFile: no file"
                        + " \"FOLDER/credentials/client-initech\", nor one of this name in \"FOLDER\" or"
                        + " \"FOLDER/credentials\"; make it, as by `depwatch credentials --write`")
                .anyMatch(problem -> problem.contains("/secret-hooli\""));
    }

    private List<InstanceSettings> instances(String text) throws ConfigException, IOException {
        return files.load(text).settings().instances();
    }

    private static JamfConfig jamf(InstanceSettings instance) {
        return instance.jamf().orElseThrow();
    }
}
