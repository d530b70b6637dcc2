package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class LogOutputTest {
    @Test
    void a_name_with_a_line_end_forges_no_line() {
        assertThat(line("/srv/a\n2026-11-26 ERROR Depwatch: \u001b[31mforged\u202e.gz is damaged"))
                .endsWith(" WARN  LogTail: /srv/a | 2026-11-26 ERROR Depwatch:  [31mforged .gz is damaged\n");
    }

    private static String line(String message) {
        LoggerContext context = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(LogOutput.PATTERN_OF_A_TERMINAL);
        layout.start();
        return layout.doLayout(new LoggingEvent(
                "", context.getLogger("dev.depwatch.logs.LogTail"), Level.WARN, message, null, new Object[0]));
    }
}
