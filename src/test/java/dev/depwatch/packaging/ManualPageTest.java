package dev.depwatch.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.cli.Depwatch;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ManualPageTest {
    private final String completion = PackageDocuments.completion();
    private final String page = PackageDocuments.ManualPage.text("1.2.3").replace("\\-", "-");

    @Test
    void every_command_and_option_is_in_it_and_completed() {
        for (CommandLine command : Depwatch.commandLine().getSubcommands().values()) {
            assertThat(page).contains(".SH \"depwatch " + command.getCommandName() + "\"");
            assertThat(completion)
                    .contains("_picocli_depwatch_" + command.getCommandName().replace("-", "") + "()");
            command.getCommandSpec().options().forEach(option -> {
                assertThat(page).contains(option.longestName());
                assertThat(completion).contains(option.longestName());
            });
        }
    }

    @Test
    void it_names_the_version_and_has_no_placeholder() {
        assertThat(page).contains("depwatch 1.2.3").doesNotContain("${", "%n");
    }
}
