package dev.depwatch.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildNumberTest {
    private static final String SCRIPT = "src/main/package/build-number";

    @TempDir
    private Path folder;

    @BeforeEach
    void a_copy_of_the_sources() throws IOException {
        Path script = folder.resolve(SCRIPT);
        Files.createDirectories(script.getParent());
        Files.copy(Path.of(SCRIPT), script);
        Files.copy(Path.of(".gitattributes"), folder.resolve(".gitattributes"));
    }

    @Test
    void it_grows_with_each_commit_also_within_a_second() throws Exception {
        aRepository();
        commit("2026-11-28T15:00:00Z");
        assertThat(number()).isEqualTo("build.number=20261128150000.1");
        commit("2026-11-28T15:00:00Z");
        assertThat(number()).isEqualTo("build.number=20261128150000.2");
        commit("2026-11-28T15:00:01Z");
        assertThat(number()).isEqualTo("build.number=20261128150001.1");
    }

    @Test
    void an_archive_has_the_number_of_its_commit() throws Exception {
        aRepository();
        commit("2026-11-28T15:00:00Z");
        run("git archive --output=sources.tar HEAD && rm -r .git src && tar xf sources.tar");

        assertThat(number()).isEqualTo("build.number=20261128150000.1");
    }

    @Test
    void any_other_copy_takes_the_time_that_reproducible_builds_give() throws Exception {
        assertThat(number()).isEqualTo("build.number=20261127145201.1");
    }

    private void aRepository() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/git")), "git is missing");
        run("git init -q && git add .");
    }

    private void commit(String time) throws Exception {
        run("GIT_COMMITTER_DATE=" + time
                + " git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m change");
    }

    private String number() throws Exception {
        return run(SCRIPT);
    }

    private String run(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("SOURCE_DATE_EPOCH", "1795791121", "HOME", folder.toString()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
