package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/renewal.md has what {@code renew} says of each bad input. */
class RenewalDocTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|]+ \\| ([^|]+) \\| [^|]+ \\|$");

    @Test
    void every_refusal_has_a_row_and_every_row_is_a_refusal() throws IOException {
        String page = Files.readString(Path.of("docs/renewal.md"));
        int begin = page.indexOf("| situation | the sentence says | do |");
        List<String> rows = ROW.matcher(page.substring(begin, page.indexOf("\n\n", begin)))
                .results()
                .map(row -> row.group(1))
                .filter(cell -> !cell.equals("the sentence says") && !cell.equals("---"))
                .toList();
        List<String> said = RenewCommandTest.REFUSALS
                .lines()
                .map(refusal -> refusal.split("\\|", -1)[1].strip())
                .toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(said).anyMatch(sentence -> sentence.contains(row)));
        assertThat(said).allSatisfy(sentence -> assertThat(rows).anyMatch(sentence::contains));
    }
}
