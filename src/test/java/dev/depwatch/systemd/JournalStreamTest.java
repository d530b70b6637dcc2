package dev.depwatch.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalStreamTest {
    @TempDir
    private Path folder;

    @Test
    void a_stream_is_the_journal_if_systemd_names_this_file() throws Exception {
        Path stream = Files.createFile(folder.resolve("stream"));
        Path another = Files.createFile(folder.resolve("another"));
        Map<String, String> place = Map.of(
                "JOURNAL_STREAM",
                Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));

        assertThat(JournalStream.isJournal(stream, place)).isTrue();
        assertThat(JournalStream.isJournal(another, place)).isFalse();
        assertThat(JournalStream.isJournal(stream, Map.of())).isFalse();
        assertThat(JournalStream.isJournal(stream, Map.of("JOURNAL_STREAM", "nonsense")))
                .isFalse();
        assertThat(JournalStream.isJournal(folder.resolve("none"), place)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ERROR, 3", "WARN, 4", "INFO, 6", "DEBUG, 7", "TRACE, 7"})
    void an_event_is_one_line_with_its_priority_before_it(String level, int priority) {
        assertThat(line(level, "school: cannot be read\nby ERROR, it says"))
                .isEqualTo("<" + priority + ">Watch: school: cannot be read | by ERROR, it says\n");
    }

    @Test
    void a_fault_is_one_line_with_its_stack() {
        assertThat(line("ERROR", "a fault", new IllegalStateException("of ours")))
                .startsWith("<3>Watch: a fault | java.lang.IllegalStateException: of ours | at dev.depwatch.systemd.")
                .matches("[^\n]*\n");
    }

    @Test
    void control_and_direction_characters_become_spaces() {
        assertThat(line("WARN", "/srv/a\u001b[31m\u202e.gz")).isEqualTo("<4>Watch: /srv/a [31m .gz\n");
    }

    private static String line(String level, String message, Throwable... thrown) {
        LoggerContext context = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(JournalStream.PATTERN);
        layout.start();
        LoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("dev.depwatch.daemon.Watch"),
                Level.valueOf(level),
                message,
                thrown.length == 0 ? null : thrown[0],
                new Object[0]);
        return layout.doLayout(event);
    }
}
