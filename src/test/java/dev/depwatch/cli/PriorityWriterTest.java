package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.systemd.JournalStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PriorityWriterTest {
    @Test
    void every_line_has_the_priority_of_an_error_or_of_a_warning() {
        StringWriter journal = new StringWriter();

        try (PrintWriter lines = new PrintWriter(new PriorityWriter(journal, JournalStream::line), true)) {
            lines.print("depwatch.yml:1:1: poll: ");
            lines.println("found often");
            lines.println("warning: nobody listens");
        }

        assertThat(journal.toString().lines())
                .containsExactly("<3>depwatch.yml:1:1: poll: found often", "<4>warning: nobody listens");
    }

    @Test
    void text_from_outside_cannot_set_a_priority() {
        StringWriter journal = new StringWriter();

        try (PrintWriter lines = new PrintWriter(new PriorityWriter(journal, JournalStream::text), true)) {
            lines.print("Organisation Example\n<0>kernel: panic\n");
        }

        assertThat(journal.toString().lines()).containsExactly("<6>Organisation Example", "<6><0>kernel: panic");
    }
}
