package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in deploy/container fit depwatch; .ci/container runs them. */
class ContainerExamplesTest {
    @TempDir
    private Path folder;

    @Test
    void the_configuration_for_compose_needs_no_secret_but_those_that_compose_gives_it() throws Exception {
        JsonNode secrets =
                YAMLMapper.builder().build().readTree(text("compose.yaml")).at("/services/depwatch/secrets");

        assertGood(
                text("depwatch.yml"),
                secrets.findValuesAsText("target").stream()
                        .map(target -> target.replace("/etc/depwatch/credentials/", ""))
                        .toList());
    }

    @Test
    void the_configuration_for_kubernetes_needs_no_secret_but_those_that_the_command_makes() throws Exception {
        String manifests = text("kubernetes.yaml");
        JsonNode configMap = YAMLMapper.builder().build().readTree(manifests);

        assertGood(
                configMap.at("/data/depwatch.yml").asText(),
                Pattern.compile("--from-file=(\\S+)")
                        .matcher(manifests)
                        .results()
                        .map(file -> file.group(1))
                        .toList());
    }

    @Test
    void kubernetes_renews_the_configuration_and_keeps_the_state_closed_to_its_group() throws Exception {
        JsonNode pod = new YAMLMapper()
                .readerFor(JsonNode.class).<JsonNode>readValues(text("kubernetes.yaml")).readAll().stream()
                        .map(manifest -> manifest.at("/spec/template/spec"))
                        .filter(JsonNode::isObject)
                        .findFirst()
                        .orElseThrow();

        // Kubernetes never renews a subPath, and opens each folder of a volume to fsGroup if nothing else is said.
        assertThat(pod.findValues("subPath")).isEmpty();
        assertThat(pod.at("/securityContext").has("fsGroup")).isTrue();
        assertThat(pod.at("/securityContext/fsGroupChangePolicy").asText()).isEqualTo("OnRootMismatch");
    }

    private void assertGood(String configuration, List<String> secrets) throws Exception {
        ConfigFolder files = new ConfigFolder(folder);
        for (String secret : secrets) {
            files.credential(secret, "https://hooks.slack.com/services/T000/B000/xyz");
        }

        assertThat(files.problems(configuration)).isEmpty();
    }

    @Test
    void everything_uses_the_default_port() throws Exception {
        int port = new ConfigFolder(folder)
                .load("instances: [{ name: school, logs: JAMFSoftwareServer.log }]")
                .settings()
                .listen()
                .getPort();

        assertThat(text("Containerfile")).contains("EXPOSE " + port + "\n", "\"Healthy\", \"" + port + "\"");
        assertThat(text("prometheus.yml")).contains("depwatch:" + port);
        // Without --build, the image of an upgraded clone would stay the former one.
        assertThat(text("compose.yaml")).contains("up --detach --build", "127.0.0.1:" + port + ":" + port);
        assertThat(text("kubernetes.yaml"))
                .contains("containerPort: " + port, "port: " + port + "\n", "listen: 0.0.0.0:" + port);
        assertThat(text("depwatch.yml")).contains("listen: 0.0.0.0:" + port);
    }

    private static String text(String name) throws IOException {
        return Files.readString(Path.of("deploy/container", name));
    }
}
