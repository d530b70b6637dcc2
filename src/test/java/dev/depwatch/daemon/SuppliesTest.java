package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.config.ConfigException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuppliesTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_of_certificates_that_holds_none_is_one_problem_for_all_who_need_it() throws Exception {
        Settings settings =
                ConfigFolder.ofTheExample(folder).load(ConfigFolder.example()).settings();

        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> Supplies.of(settings));

        assertThat(failure.problems()).singleElement().asString().contains("ca.pem", "holds no readable certificate");
    }
}
