package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.depwatch.systemd.JournalStream;

/**
 * Where depwatch's own log goes, and how it is written; Logback finds it by its service file and asks when something is logged
 * for the first time. Said in code, since the same as XML took 500 classes more, which the daemon then kept. A file that
 * {@code -Dlogback.configurationFile} names goes before it.
 */
public final class LogOutput extends ContextAwareBase implements Configurator {
    /** The property that says from which level on depwatch logs. */
    static final String LEVEL = "depwatch.log.level";

    /** The property that says how an event is written, where that is not {@link #PATTERN_OF_A_TERMINAL}. */
    static final String PATTERN = "depwatch.log.pattern";

    /** What happened is one line: a file's name may hold an end of line, and what moves a terminal's cursor. */
    static final String PATTERN_OF_A_TERMINAL =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: " + JournalStream.oneLine("%msg") + "%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        // Whatever the locale is: it is the encoding of the journal, and of every file that this is kept in.
        encoder.setCharset(UTF_8);
        encoder.setPattern(System.getProperty(PATTERN, PATTERN_OF_A_TERMINAL));
        encoder.start();
        ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
        standardError.setContext(context);
        // Standard output is for what was asked for: tables, JSON, the console receiver.
        standardError.setTarget(ConsoleTarget.SystemErr.getName());
        standardError.setEncoder(encoder);
        standardError.start();

        // The libraries speak when something is wrong; depwatch when something happens.
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError);
        context.getLogger("dev.depwatch").setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        // The JDK's HTTP server reports every client that went away.
        context.getLogger("com.sun.net.httpserver").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
