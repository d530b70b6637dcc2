package dev.depwatch.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowsTest {
    /** The owner of an action can move its tags, but not the name of a commit. */
    @Test
    void every_action_is_that_of_a_commit_whose_version_a_comment_names() throws IOException {
        List<String> lines = new ArrayList<>();
        try (var workflows = Files.list(Path.of(".github/workflows"))) {
            for (Path workflow : workflows.toList()) {
                lines.addAll(Files.readAllLines(workflow));
            }
        }

        assertThat(lines)
                .filteredOn(line -> line.contains("uses:"))
                .isNotEmpty()
                .allMatch(line -> line.matches(" *- uses: [^@]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
    }
}
