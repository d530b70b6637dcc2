package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ManualPageTest {
    private final String page = ManualPage.text("1.2.3").replace("\\-", "-");

    @Test
    void every_command_and_every_option_stands_in_it() {
        for (CommandLine command : Depwatch.commandLine().getSubcommands().values()) {
            assertThat(page).contains(".SH \"depwatch " + command.getCommandName() + "\"");
            command.getCommandSpec()
                    .options()
                    .forEach(option -> assertThat(page).contains(option.longestName()));
        }
    }

    @Test
    void it_names_the_version_and_leaves_nothing_for_picocli_to_fill_in() {
        assertThat(page).contains("depwatch 1.2.3").doesNotContain("${", "%n");
    }
}
